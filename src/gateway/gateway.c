/* The stages that every request passes, in the order in which they can refuse it. */
/* SPDX-License-Identifier: MIT */
#include "gateway/gateway.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "gateway/admission.h"
#include "gateway/auth.h"
#include "gateway/deadline.h"
#include "gateway/idempotency.h"
#include "gateway/input.h"
#include "gateway/replica.h"
#include "gateway/reply.h"
#include "gateway/route.h"

enum { ROUNDS = 10, LOOK_MS = 5000, PAUSE_LEAST_MS = 10 };

/* Of the pool that was asked. What is private, the operator's listener vouches for, by a parameter
 * that no header can be. */
static bool is_served_here(const struct request *r)
{
    if (r->route->flags & R_PRIVATE && !request_param(r, "PRIVATE"))
        return false;
    return r->service->pool == POOL_ANY || r->service->pool == r->route->pool;
}

/* 404, 405, and the answer to OPTIONS. */
static enum error find_route(struct request *r)
{
    r->route = route_find(r, &r->allow);
    if (r->route)
        return is_served_here(r) ? E_OK : E_NOT_FOUND;
    if (!r->allow)
        return E_NOT_FOUND;
    if (strcmp(r->method, "OPTIONS") != 0)
        return E_METHOD_NOT_ALLOWED;
    request_header(r, "Allow", r->allow);
    r->reply.status = 204;
    return E_OK;
}

/* What is wrong with the input is noted here and answered after 401 and 403. */
static enum error read_input(struct request *r)
{
    if (r->route->set.name)
        values_put(&r->values, r->route->set.name, r->route->set.text);
    r->input_error = idempotency_read(r);
    if (!r->input_error)
        r->input_error = input_read(r);
    if (!r->input_error && r->route->prepare)
        r->input_error = r->route->prepare(r);
    if (!r->input_error && r->route->flags & R_HASHES)
        r->input_error = admission_hash(r);
    return E_OK;
}

/* The first round trip: is the session live, was the key used, and the facts of the route. */
struct trip {
    struct plan plan;
    const struct rows *rows[PLAN_STATEMENTS];
    size_t key, facts; /* where their answers begin; the session's is the first */
    size_t many;       /* the statement that answers many rows, if any */
};

/* Nothing is looked up for who is not known yet, or will be refused. */
static void plan_trip(struct request *r, struct trip *trip)
{
    *trip =
        (struct trip){.key = PLAN_STATEMENTS, .facts = PLAN_STATEMENTS, .many = PLAN_STATEMENTS};
    if (r->token) {
        plan_add(&trip->plan, auth_principal(r));
        if (!auth_guess(r) || role_named(r->token->role) < r->route->role)
            return;
    }
    if (r->input_error)
        return;
    if (idempotency_keyed(r)) {
        trip->key = trip->plan.count;
        plan_add(&trip->plan, Q_IDEMPOTENCY_FIND);
    }
    trip->facts = trip->plan.count;
    for (size_t i = 0; i < REQUEST_FACTS; i++)
        plan_add(&trip->plan, r->route->facts[i]);
    if (r->route->list)
        r->input_error = list_plan(r, &trip->plan);
    for (size_t i = trip->facts; i < trip->plan.count; i++) {
        if (statements[trip->plan.list[i]].answers == ROWS_MANY)
            trip->many = i;
    }
}

static enum error run_trip(struct request *r, struct trip *trip)
{
    if (trip->facts != 1 || !replica_may(r))
        return db_run(r->service->db, r->arena, &trip->plan, &r->values, trip->rows);
    struct plan facts = {0};
    for (size_t i = trip->facts; i < trip->plan.count; i++)
        plan_add(&facts, trip->plan.list[i]);
    return replica_run(r, trip->plan.list[0], &facts, trip->rows);
}

/* 503. Goes again when the session's owner is not whom the cache believed, and once when the
 * connection was lost: nothing has been decided yet. */
static enum error read_facts(struct request *r, struct trip *trip)
{
    bool lost = false;
    for (int tries = 0; tries < 4; tries++) {
        enum error error = E_OK;
        plan_trip(r, trip);
        if (trip->plan.count)
            error = run_trip(r, trip);
        if (error == E_UNAVAILABLE && !lost) {
            lost = true;
            continue;
        }
        if (error)
            return error;
        for (size_t i = trip->facts, n = 0; i < trip->plan.count && n < REQUEST_FACTS; i++, n++)
            r->facts[n] = trip->rows[i];
        if (r->token && auth_is_new(r, trip->rows[0])) {
            error = auth_welcome(r);
            if (error)
                return error;
            continue;
        }
        if (!r->token || auth_settle(r, trip->rows[0]))
            return E_OK;
    }
    return E_AGAIN;
}

/* 401, 403, then what was wrong with the input. */
static enum error admit(const struct request *r)
{
    if (r->token && r->role == ROLE_ANYONE)
        return E_INVALID_TOKEN;
    if (r->lacks_factor && r->route->role > ROLE_ANYONE && !(r->route->flags & R_OWN))
        return E_SECOND_FACTOR_REQUIRED;
    if (r->role < r->route->role)
        return E_FORBIDDEN;
    if (r->token && r->token->kind == TOKEN_API_KEY && r->route->flags & R_SESSION)
        return E_SESSION_REQUIRED;
    return r->input_error;
}

/* 404, or what the facts say of identity and version. */
static enum error find(struct request *r, const struct trip *trip)
{
    for (size_t i = trip->facts; i < trip->plan.count; i++) {
        const struct rows *rows = trip->rows[i];
        if (statements[trip->plan.list[i]].answers == ROWS_ONE && rows_count(rows) == 0)
            return E_NOT_FOUND;
        if (rows_count(rows) == 0)
            continue;
        if (rows_have(rows, "new_id"))
            values_set(&r->values, P_ID, rows_text(rows, 0, "new_id"));
        if (reply_version(rows))
            values_set(&r->values, P_VERSION, reply_version(rows));
    }
    return E_OK;
}

/* Of a handler that adds more statements than its route's row says, none is run. */
static enum error run_handler(struct request *r, handler *run)
{
    r->plan = (struct plan){.kept = PLAN_STATEMENTS - r->route->plans};
    enum error error = run(r);
    return !error && r->plan.overfull ? E_INTERNAL : error;
}

/* The rules: 403 of the action, 409, 412, 422; a route without a handler has only If-Match. */
static enum error decide(struct request *r)
{
    r->plan = (struct plan){0};
    r->refuse = E_OK;
    if (r->route->handler)
        return run_handler(r, r->route->handler);
    const char *version = values_get(&r->values, P_VERSION);
    return r->route->write[0] && version ? request_if_match(r, version) : E_OK;
}

/* Runs a plan as one transaction; `shown` is what its last statement of one row answered. A dry run
 * fails on purpose, after all that a commit would check. */
static enum error commit(struct request *r, const struct plan *plan, const struct rows **shown)
{
    enum error error = db_run(r->service->db, r->arena, plan, &r->values, r->answers);
    if (error && error != E_DRY_RUN)
        return error;
    if (error)
        request_header(r, "Dry-Run", "true");
    r->done = *plan;
    for (size_t i = 0; i < plan->count; i++) {
        if (statements[plan->list[i]].answers == ROWS_ONE)
            *shown = r->answers[i];
    }
    return E_OK;
}

/* Claims the key, writes what was decided and shows it, in one transaction. What a refusal leaves,
 * a count of guesses, stays also of a dry run: else that were the way to guess. */
static enum error write(struct request *r, const struct rows **shown)
{
    bool dry = request_is_dry(r) && !r->refuse;
    struct plan plan = {.writes = !dry};
    values_set_int(&r->values, P_DEADLINE_MS, db_server_ms(r->service->db, r->deadline_ms));
    if (idempotency_keyed(r) && !r->refuse)
        plan_add(&plan, Q_IDEMPOTENCY_CLAIM);
    for (size_t i = 0; i < r->plan.count; i++)
        plan_add(&plan, r->plan.list[i]);
    for (size_t i = 0; i < 3 && !r->refuse; i++)
        plan_add(&plan, r->route->write[i]);
    if (plan.count && !r->refuse)
        plan_add(&plan, r->route->show);
    if (plan.count && dry)
        plan_add(&plan, Q_DRY_RUN_END);
    enum error error = plan.count ? commit(r, &plan, shown) : E_OK;
    return error ? error : r->refuse;
}

/* What may go well in a moment. */
static bool is_passing(enum error error)
{
    return error == E_AGAIN || error == E_LOCKED || error == E_TOO_SLOW || error == E_UNAVAILABLE;
}

/* What was asked of others can't be undone, so what came of it is written however often that takes,
 * and for as long as there is time: also when the connection was lost, since such a statement may
 * run twice. */
static enum error write_surely(struct request *r, const struct rows **shown)
{
    int pause = PAUSE_LEAST_MS;
    struct plan plan = r->plan;
    plan.kept = 0;
    plan_add(&plan, r->route->show);
    enum error error = commit(r, &plan, shown);
    while (is_passing(error) && deadline_pause(r, &pause))
        error = commit(r, &plan, shown);
    return is_passing(error) ? E_PAYMENT_UNRECORDED : error;
}

/* Calls to others, while no transaction is open. */
static enum error follow_up(struct request *r, const struct rows **shown)
{
    enum error error = E_OK;
    while (!error && r->after) {
        handler *after = r->after;
        r->after = NULL;
        error = run_handler(r, after);
        if (!error && r->plan.count)
            error = write_surely(r, shown);
    }
    return error;
}

static enum error answer(struct request *r, const struct trip *trip, const struct rows *shown)
{
    if (!r->reply.status) /* a handler may have its own */
        r->reply.status = r->route->status ? r->route->status : 200;
    if (r->replied || r->route->flags & R_NO_CONTENT)
        return E_OK;
    if (!shown && trip->many < PLAN_STATEMENTS) {
        list_reply(r, trip->many - trip->facts);
        return E_OK;
    }
    if (!shown)
        shown = trip->rows[trip->plan.count - 1];
    if (rows_count(shown) == 0)
        return E_NOT_FOUND;
    reply_row(r, shown);
    return E_OK;
}

/* In pieces, once: what was read of the body is gone, and what was sent can't be taken back. It may
 * take longer than a request, but no answer of the database may. */
static enum error run_stream(struct request *r)
{
    r->deadline_ms = 0;
    db_deadline(r->service->db, 0);
    enum error error = r->route->stream(r);
    if (error && r->begun) {
        r->broken = true;
        return E_OK;
    }
    if (!error && !r->reply.status)
        r->reply.status = 200;
    return error;
}

/* One round from facts to answer. E_AGAIN: the world changed between facts and locks. */
static enum error attempt(struct request *r)
{
    struct trip trip;
    const struct rows *shown = NULL;
    enum error error = read_facts(r, &trip);
    if (!error)
        error = admit(r);
    if (!error && trip.key < PLAN_STATEMENTS)
        error = idempotency_replay(r, trip.rows[trip.key], &shown);
    if (!error && !shown)
        error = find(r, &trip);
    if (!error && !shown && r->route->stream)
        return run_stream(r);
    if (!error && !shown)
        error = decide(r);
    if (!error && !shown)
        error = write(r, &shown);
    if (!error && !request_is_dry(r) && !db_spanning(r->service->db))
        error = follow_up(r, &shown);
    return error ? error : answer(r, &trip, shown);
}

/* Nothing of an earlier round stays in the reply. */
static void begin_round(struct request *r)
{
    if (!r->input_error)
        r->invalid = (struct invalids){.arena = r->arena};
    r->after = r->route->after;
    r->done = (struct plan){0};
    r->reply.status = 0;
    r->reply.headers.length = 0;
    r->reply.body.length = 0;
    r->reply.etag = NULL;
    r->replied = false;
    r->by_replica = false;
}

/* Rounds while the world changes under them. A stream and what runs inside a transaction have one,
 * since who began them must begin again. */
static enum error serve_rounds(struct request *r)
{
    int rounds = r->route->stream || db_spanning(r->service->db) ? 1 : ROUNDS;
    enum error error = E_AGAIN;
    for (int round = 0; error == E_AGAIN && round < rounds && !deadline_is_over(r); round++) {
        begin_round(r);
        error = attempt(r);
    }
    return error;
}

/* The connection was lost over a write. With a key what became of it can be looked for, and what
 * was not done be done; the write may also still be under way. */
static enum error look_again(struct request *r)
{
    int64_t end = clock_ms() + LOOK_MS;
    int pause = PAUSE_LEAST_MS;
    enum error error = E_OUTCOME_UNKNOWN;
    while ((is_passing(error) || error == E_OUTCOME_UNKNOWN || error == E_IN_PROGRESS) &&
           clock_ms() < end && deadline_pause(r, &pause))
        error = serve_rounds(r);
    return is_passing(error) || error == E_IN_PROGRESS ? E_OUTCOME_UNKNOWN : error;
}

/* All that the table of stages lets through. */
static enum error serve_admitted(struct request *r)
{
    int64_t before = db_deadline(r->service->db, r->deadline_ms);
    enum error error = serve_rounds(r);
    if (error == E_OUTCOME_UNKNOWN && idempotency_keyed(r) && !db_spanning(r->service->db))
        error = look_again(r);
    db_deadline(r->service->db, before);
    return error;
}

void gateway_serve(struct request *r)
{
    static enum error (*const stages[])(struct request *) = {
        find_route, deadline_read, auth_read_token, admission, read_input};
    enum error error = E_OK;
    for (size_t i = 0; !error && !r->reply.status && i < sizeof stages / sizeof *stages; i++)
        error = stages[i](r);
    if (!error && !r->reply.status)
        error = serve_admitted(r);
    r->refused = error;
    if (error)
        reply_problem(r, error);
    else
        reply_unless_known(r);
}

void gateway_follow_up(struct request *r)
{
    const struct rows *shown = NULL;
    r->refused = follow_up(r, &shown);
    r->reply.body.length = shown || r->refused ? 0 : r->reply.body.length;
    if (r->refused)
        reply_problem(r, r->refused);
    else if (shown)
        reply_row(r, shown);
}
