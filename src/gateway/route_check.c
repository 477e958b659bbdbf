/* Rules of the table of routes: what the gateway relies on, and no compiler sees. */
/* SPDX-License-Identifier: MIT */
#include "gateway/route_check.h"

#include <stdio.h>
#include <string.h>

#include "db/db.h"
#include "gateway/route_traits.h"

/* What is wrong with a row, in the arena; NULL: nothing. */
typedef const char *rule(struct arena *arena, const struct route *route);

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Of the first round trip: who asks, the key, the facts and the list among them. */
_Static_assert(2 + REQUEST_FACTS <= PLAN_STATEMENTS, "the facts of a route fit a plan");

/* ---- method and path ---- */

static const char *is_named(struct arena *arena, const struct route *route)
{
    static const char *const methods[] = {"DELETE", "GET", "PATCH", "POST", "PUT"};
    (void)arena;
    if (!route->tag || !route->summary)
        return "has no tag or no summary";
    for (size_t i = 0; i < COUNT(methods); i++) {
        if (strcmp(methods[i], route->method) == 0)
            return NULL;
    }
    return "is no method";
}

/* A {parameter} is a whole segment, since a literal in its place stands before it. */
static const char *has_path(struct arena *arena, const struct route *route)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    const char *text = route->pattern;
    (void)arena;
    while (*text == '/') {
        bool parameter = *++text == '{';
        size_t length = strspn(text + parameter, plain);
        text += length + parameter;
        if (length == 0 || (parameter && *text++ != '}'))
            return "a segment is neither a word nor a {parameter}";
    }
    return *text ? "a segment is neither a word nor a {parameter}" : NULL;
}

/* ---- who may, and where ---- */

static const char *has_pool(struct arena *arena, const struct route *route)
{
    (void)arena;
    if ((unsigned)route->pool >= POOLS)
        return "there is no such pool";
    if ((unsigned)route->role > ROLE_ADMIN)
        return "there is no such role";
    if (!pools[route->pool].has_database && !(route->flags & R_NO_DB))
        return arena_printf(arena, "the pool %s has no database", pools[route->pool].name);
    return NULL;
}

static const char *needs_no_database(struct arena *arena, const struct route *route)
{
    bool asks = route->facts[0] || route->write[0] || route->show || route->list;
    (void)arena;
    return route->flags & R_NO_DB && asks ? "is R_NO_DB, and names statements" : NULL;
}

/* ---- names: each is said once ---- */

/* What the gateway sets, of any request. */
static const enum parameter own_names[] = {
    P_DEADLINE_MS,
    P_IDEMPOTENCY_KEY,
    P_KEY_HASH,
    P_ME_CUSTOMER_ID,
    P_ME_DEPARTMENT_ID,
    P_ME_ID,
    P_ME_ROLE,
    P_NO_PASSWORD,
    P_OUTSIDE_ISSUER,
    P_OUTSIDE_SUBJECT,
    P_PRINCIPAL,
    P_REMOTE_ADDRESS,
    P_REPLY_STATUS,
    P_REQUEST_HASH,
    P_REQUEST_ID,
    P_ROUTE,
    P_SID,
    P_SUB,
    P_TOKEN_EXPIRES,
    P_TOKEN_ID,
    P_TRACE,
    P_USER_AGENT,
    P_AFTER_ID,
    P_AFTER_KEY,
    P_PAGE_OFFSET,
    P_PAGE_ROWS,
};

static bool is_own(enum parameter name)
{
    for (size_t i = 0; i < COUNT(own_names); i++) {
        if (own_names[i] == name)
            return true;
    }
    return false;
}

static bool has_parameter(const struct route *route, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = route->pattern; (at = strchr(at, '{'));) {
        if (strncmp(++at, name, length) == 0 && at[length] == '}')
            return true;
    }
    return false;
}

/* From where a name of the query or the body would come a second time; NULL: from nowhere. */
static const char *said_by(const struct route *route, const char *name)
{
    enum parameter number = parameter_named(name);
    if (number && number == route->set.name)
        return "its .set";
    if (route->list && schema_field(&list_query, name))
        return "its list";
    if (has_parameter(route, name))
        return "its path";
    return is_own(number) ? "the gateway" : NULL;
}

static const char *body_is_free(struct arena *arena, const struct route *route)
{
    const struct field *f = route->body ? schema_first(route->body) : NULL;
    for (; f; f = schema_next(route->body, f)) {
        const char *by = said_by(route, f->name);
        if (by)
            return arena_printf(arena, "%s of its body is also said by %s", f->name, by);
    }
    return NULL;
}

static const char *query_is_free(struct arena *arena, const struct route *route)
{
    const struct field *f = route->query ? schema_first(route->query) : NULL;
    for (; f; f = schema_next(route->query, f)) {
        const char *by = said_by(route, f->name);
        if (!by && route->body && schema_field(route->body, f->name))
            by = "its body";
        if (by)
            return arena_printf(arena, "%s of its query is also said by %s", f->name, by);
    }
    return NULL;
}

static const char *set_is_whole(struct arena *arena, const struct route *route)
{
    const char *name = route->set.name ? parameter_names[route->set.name] : NULL;
    if (!name != !route->set.text)
        return ".set has no name or no value";
    return name && has_parameter(route, name)
               ? arena_printf(arena, "%s of its .set is also said by its path", name)
               : NULL;
}

static const char *schemas_are_sound(struct arena *arena, const struct route *route)
{
    const struct schema *const schemas[] = {route->query, route->body, route->answer};
    const char *flaw = NULL;
    for (size_t i = 0; !flaw && i < COUNT(schemas); i++)
        flaw = schemas[i] ? schema_flaw(arena, schemas[i]) : NULL;
    return flaw;
}

/* ---- statements ---- */

static const char *has_gap(const enum query *list, size_t size)
{
    for (size_t i = 1; i < size; i++) {
        if (list[i] && !list[i - 1])
            return "its statements have a gap, behind which none is run";
    }
    return NULL;
}

static const char *statements_stand_together(struct arena *arena, const struct route *route)
{
    const char *gap = has_gap(route->facts, COUNT(route->facts));
    (void)arena;
    return gap ? gap : has_gap(route->write, COUNT(route->write));
}

static size_t count(const enum query *list, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < size; i++)
        used += list[i] != Q_NONE;
    return used;
}

static const char *facts_fit(struct arena *arena, const struct route *route)
{
    size_t facts = count(route->facts, COUNT(route->facts));
    size_t all = facts + (route->list ? LIST_STATEMENTS : 0);
    return all > REQUEST_FACTS
               ? arena_printf(arena, "%zu facts, with those of its list, of %d at most", all,
                              REQUEST_FACTS)
               : NULL;
}

/* The key of an entry of a bulk request may come to any route, and so may a dry run's end. */
static const char *plan_fits(struct arena *arena, const struct route *route)
{
    size_t gateway = 2, show = route->show != Q_NONE;
    size_t all = gateway + route->plans + count(route->write, COUNT(route->write)) + show;
    return all > PLAN_STATEMENTS
               ? arena_printf(arena, "its longest plan has %zu statements, of %d at most", all,
                              PLAN_STATEMENTS)
               : NULL;
}

static const char *plans_are_of_a_handler(struct arena *arena, const struct route *route)
{
    (void)arena;
    if (route->plans && !route->handler && !route->after)
        return "has .plans, and no handler that names them";
    return NULL;
}

/* ---- what is answered ---- */

static const char *answers(struct arena *arena, const struct route *route)
{
    bool by_statement = route->facts[0] || route->write[0] || route->show || route->list;
    (void)arena;
    if (!by_statement && !route->handler && !route->stream)
        return "answers nothing";
    if (!route->stream && route->show && statements[route->show].answers != ROWS_ONE)
        return arena_printf(arena, "shows %s, which does not answer one row",
                            statements[route->show].name);
    return route->after && !route->show ? "has .after, and shows nothing" : NULL;
}

static const char *status_is_of_success(struct arena *arena, const struct route *route)
{
    int status = route->status ? route->status : 200;
    bool empty = route->flags & R_NO_CONTENT;
    if (status < 200 || status > 299)
        return arena_printf(arena, "%d is no status of success", status);
    return (status == 204) != empty ? "204 goes with R_NO_CONTENT" : NULL;
}

static const char *creating_shows(struct arena *arena, const struct route *route)
{
    bool creates = route->flags & R_CREATES;
    (void)arena;
    if (creates && !route->show)
        return "creates, and shows nothing";
    return creates != (route->status == 201) ? "201 goes with R_CREATES" : NULL;
}

static const char *list_is_whole(struct arena *arena, const struct route *route)
{
    if (!route->list)
        return NULL;
    if (!route->answer || route->write[0] || route->show || route->handler)
        return "has a list, and answers something else";
    if (!route->list->sorts[0].name)
        return "has a list without an order";
    if (statements[route->list->count].answers != ROWS_ONE)
        return "has a list whose count is none";
    for (const struct sort *sort = route->list->sorts; sort->name; sort++) {
        if (statements[sort->query].answers != ROWS_MANY)
            return arena_printf(arena, "sorts by %s, which does not answer rows",
                                statements[sort->query].name);
    }
    return NULL;
}

/* ---- what is taken ---- */

static const char *stream_is_alone(struct arena *arena, const struct route *route)
{
    (void)arena;
    if (route->stream && (route->handler || route->write[0] || route->list))
        return "streams, and has what it would not come to";
    bool gives = route->gives && !route_is_relayed(route);
    if (!route->stream && (route->takes || gives || route->body_most))
        return "takes or gives as a stream does, and is none";
    if (route->body && route->takes)
        return "takes a body, and reads it itself";
    return !route->takes != !route->body_most ? "takes a body of no size" : NULL;
}

/* nginx asks by the path alone, in a location of its own. */
static const char *relayed_is_asked(struct arena *arena, const struct route *route)
{
    (void)arena;
    if (!route_is_relayed(route))
        return NULL;
    if (route_changes(route) || route->role == ROLE_ANYONE || strchr(route->pattern, '{'))
        return "is R_RELAYED, and no GET of a plain path for a role";
    return route->gives && route->handler ? NULL : "is R_RELAYED, and gives nothing or asks nobody";
}

static const char *flags_fit(struct arena *arena, const struct route *route)
{
    bool changes = route_changes(route);
    (void)arena;
    if (!changes && (route_takes_body(route) || route_takes_key(route)))
        return "is a GET, and takes a body or a key";
    if (route->flags & R_REPLICA && (route->write[0] || route->handler || route_takes_key(route)))
        return "is R_REPLICA, and more than what its facts, list or stream say";
    if (route->flags & R_BODY_OPTIONAL && !route->body)
        return "is R_BODY_OPTIONAL, and takes none";
    if (route->flags & R_PUBLIC_CACHE && (changes || route->role > ROLE_ANYONE))
        return "is R_PUBLIC_CACHE, and not for anyone";
    if (route->flags & R_HASHES && !route->limit)
        return "is R_HASHES, and nginx counts nobody";
    return route->flags & R_NO_TOKEN && route->role > ROLE_ANYONE ? "is R_NO_TOKEN, and for a role"
                                                                  : NULL;
}

/* ---- one row beside the others ---- */

/* Where two patterns say the same, whatever their parameters are called. */
static bool same_shape(const char *a, const char *b)
{
    while (*a && *a == *b) {
        bool parameter = *a == '{';
        a += parameter ? strcspn(a, "}") : 1;
        b += parameter ? strcspn(b, "}") : 1;
    }
    return !*a && !*b;
}

static const char *is_apart(struct arena *arena, const struct route *route)
{
    for (const struct route *other = routes; other < route; other++) {
        if (!same_shape(other->pattern, route->pattern))
            continue;
        if (strcmp(other->pattern, route->pattern) != 0)
            return arena_printf(arena, "%s is the same path", other->pattern);
        if (strcmp(other->method, route->method) == 0)
            return "stands twice";
        if (other->pool != route->pool)
            return arena_printf(arena, "%s has another pool, and nginx knows the path alone",
                                other->method);
    }
    return NULL;
}

static rule *const rules[] = {
    is_named,
    has_path,
    is_apart,
    has_pool,
    needs_no_database,
    schemas_are_sound,
    query_is_free,
    body_is_free,
    set_is_whole,
    statements_stand_together,
    facts_fit,
    plans_are_of_a_handler,
    plan_fits,
    answers,
    status_is_of_success,
    creating_shows,
    list_is_whole,
    stream_is_alone,
    relayed_is_asked,
    flags_fit,
};

static const char *fault_of(struct arena *arena, const struct route *route)
{
    const char *fault = NULL;
    for (size_t i = 0; !fault && i < COUNT(rules); i++)
        fault = rules[i](arena, route);
    return fault;
}

bool routes_check(char *why, size_t size)
{
    struct arena *arena = arena_new(4096);
    const char *fault = NULL;
    for (const struct route *route = routes; !fault && route < routes + route_count; route++) {
        fault = fault_of(arena, route);
        if (fault)
            snprintf(why, size, "%s %s: %s", route->method, route->pattern, fault);
    }
    arena_free(arena);
    return !fault;
}
