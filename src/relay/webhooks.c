/* Takes what is to be delivered a little ahead, so that the database is asked once for many calls;
 * what was taken for a webhook that fails is given back, and so is what waited too long here. All
 * of it, results and the next claim, is one transaction, and no transaction is open while others
 * are called. */
/* SPDX-License-Identifier: MIT */
#include <curl/curl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/log.h"
#include "identity/keys.h"
#include "relay/desks.h"
#include "relay/webhook_call.h"

/* LOOK_MS: how soon what is due by time alone is seen; GATHER_MS and GATHERED: for how long, and
 * how many, results wait for others to be recorded with; STOP_MS: what calls under way have to end
 * in. */
enum {
    LOOK_MS = 500,
    GATHER_MS = 30,
    GATHERED = 64,
    STOP_MS = 1200,
    AHEAD = 4,
    CALLS_MOST = 1024,
    WEBHOOKS_MOST = 64,
    TRIES_MOST = 20,
    RESULTS_BLOCK = 64 * 1024
};

/* One that calls are held for here. */
struct webhook {
    int64_t id; /* 0: a free place */
    struct call *first, *last;
    int queued, running;
};

struct post {
    struct desk *desk;
    struct call_rules rules;
    CURLM *multi;
    struct call *idle;
    struct webhook webhooks[WEBHOOKS_MOST];
    int calls, running, queued;

    struct arena *arena; /* of the results, until they are recorded */
    struct buf results;
    struct json_writer w;
    int results_count;
    int results_tries;
    int64_t first_result_ms;
    int64_t look_ms;  /* when to claim */
    int64_t pause_ms; /* until when the database is left alone, since it did not answer */
};

/* ---- results ---- */

static void begin_results(struct post *post)
{
    arena_reset(post->arena);
    post->results = buf_new(post->arena);
    post->w = json_writer(&post->results);
    json_open(&post->w, NULL, '[');
    post->results_count = post->results_tries = 0;
}

static struct json_writer *next_result(struct post *post)
{
    if (!post->results_count++)
        post->first_result_ms = clock_ms();
    return &post->w;
}

/* ---- calls that wait ---- */

static void retire(struct post *post, struct call *call)
{
    call->webhook = NULL;
    call->next = post->idle;
    post->idle = call;
}

static struct call *next_idle(struct post *post)
{
    struct call *call = post->idle;
    if (call) {
        post->idle = call->next;
        return call;
    }
    call = call_new(&post->rules);
    post->calls += call != NULL;
    return call;
}

static struct webhook *place_of(struct post *post, int64_t id)
{
    struct webhook *open = NULL;
    for (int i = 0; i < WEBHOOKS_MOST; i++) {
        struct webhook *webhook = &post->webhooks[i];
        if (webhook->id == id)
            return webhook;
        if (!open && !webhook->queued && !webhook->running)
            open = webhook;
    }
    if (open)
        *open = (struct webhook){.id = id};
    return open;
}

static void enqueue(struct post *post, struct webhook *webhook, struct call *call)
{
    call->webhook = webhook;
    call->next = NULL;
    *(webhook->first ? &webhook->last->next : &webhook->first) = call;
    webhook->last = call;
    webhook->queued++;
    post->queued++;
}

static struct call *dequeue(struct post *post, struct webhook *webhook)
{
    struct call *call = webhook->first;
    webhook->first = call->next;
    webhook->queued--;
    post->queued--;
    return call;
}

static void give_back(struct post *post, struct webhook *webhook)
{
    while (webhook->first) {
        struct call *call = dequeue(post, webhook);
        call_write_back(call, next_result(post));
        retire(post, call);
    }
}

/* ---- calls under way ---- */

static void start(struct post *post, struct webhook *webhook)
{
    struct call *call = dequeue(post, webhook);
    if (clock_ms() > call->start_by_ms) {
        call_write_back(call, next_result(post));
        retire(post, call);
        return;
    }
    if (!call_begin(call)) {
        call_write_unsigned(call, next_result(post));
        retire(post, call);
        return;
    }
    curl_multi_add_handle(post->multi, call->curl);
    webhook->running++;
    post->running++;
}

static void start_all(struct post *post)
{
    for (int i = 0; i < WEBHOOKS_MOST; i++) {
        struct webhook *webhook = &post->webhooks[i];
        while (webhook->first && webhook->running < post->desk->conf->webhook_parallel)
            start(post, webhook);
    }
}

static void finish(struct post *post, struct call *call, CURLcode code)
{
    struct webhook *webhook = call->webhook;
    curl_multi_remove_handle(post->multi, call->curl);
    webhook->running--;
    post->running--;
    if (call_write_result(call, code, next_result(post)))
        give_back(post, webhook);
    retire(post, call);
}

static void hear(struct post *post)
{
    int left;
    curl_multi_perform(post->multi, &left);
    for (CURLMsg *news; (news = curl_multi_info_read(post->multi, &left));) {
        struct call *call = NULL;
        if (news->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(news->easy_handle, CURLINFO_PRIVATE, (char **)&call);
        finish(post, call, news->data.result);
    }
}

/* ---- the database ---- */

static int lease_seconds(const struct post *post)
{
    return 2 * post->desk->conf->webhook_seconds + 5;
}

/* Those for whom enough is held here, as an array of PostgreSQL's. */
static const char *full_ids(const struct post *post)
{
    struct buf ids = buf_new(post->desk->arena);
    for (int i = 0; i < WEBHOOKS_MOST; i++) {
        const struct webhook *webhook = &post->webhooks[i];
        if (webhook->queued >= post->desk->conf->webhook_parallel)
            buf_printf(&ids, "%c%" PRId64, ids.length ? ',' : '{', webhook->id);
    }
    buf_text(&ids, ids.length ? "}" : "{}");
    return ids.data;
}

static void take_in(struct post *post, const struct rows *rows, const char *token, int64_t asked_ms)
{
    int64_t held_ms = (lease_seconds(post) - post->desk->conf->webhook_seconds - 1) * (int64_t)1000;
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct call *call = next_idle(post);
        struct webhook *webhook = call ? place_of(post, rows_int(rows, i, "webhook_id")) : NULL;
        if (!webhook) {
            log_event(LOG_ERROR, "a delivery waits for its lease to end", NULL);
            if (call)
                retire(post, call);
            continue;
        }
        call_fill(call, rows, i, token);
        call->start_by_ms = asked_ms + held_ms;
        enqueue(post, webhook, call);
    }
}

/* What can't be recorded must not hold up all that comes: it is tried again after its lease. */
static void give_up_results(struct post *post)
{
    if (!post->results_count || ++post->results_tries < TRIES_MOST)
        return;
    log_event(LOG_ERROR, "results of deliveries are lost, which will be repeated", NULL);
    begin_results(post);
}

/* Results are written with the same turn as the claim, in the same order in all relays. What fails
 * is done again with the next exchange. */
static void exchange(struct post *post)
{
    struct desk *desk = post->desk;
    const struct rows *rows[PLAN_STATEMENTS];
    const char *token = crypto_uuid(desk->arena);
    int64_t now = clock_ms();
    struct plan plan = {0};
    plan_add(&plan, Q_WEBHOOK_CLAIM_TURN);
    if (post->results_count) {
        values_set(&desk->values, P_RESULTS, arena_printf(desk->arena, "%s]", post->results.data));
        plan_add(&plan, Q_WEBHOOK_RECORD);
    }
    values_set(&desk->values, P_CLAIM_TOKEN, token);
    values_set(&desk->values, P_FULL_IDS, full_ids(post));
    values_set_int(&desk->values, P_MOST, desk->conf->webhook_parallel * (int64_t)AHEAD);
    values_set_int(&desk->values, P_CALLS, CALLS_MOST - post->running - post->queued);
    values_set_int(&desk->values, P_LEASE_SECONDS, lease_seconds(post));
    plan_add(&plan, Q_WEBHOOK_TAKE_OVER);
    plan_add(&plan, Q_WEBHOOK_CLAIM);
    post->look_ms = now + LOOK_MS;
    post->pause_ms = post->look_ms;
    if (!desk_run(desk, &plan, rows)) {
        give_up_results(post);
        return;
    }
    const struct rows *claimed = rows[plan.count - 1];
    post->pause_ms = 0;
    begin_results(post);
    take_in(post, claimed, token, now);
    /* What waits for others of its order was passed by: there may be more to do behind it. */
    if (rows_count(claimed) && post->queued < GATHERED)
        post->look_ms = now;
}

/* With results there is room again; what they settled may have held others. */
static bool is_time(const struct post *post)
{
    int64_t now = clock_ms();
    if (now < post->pause_ms)
        return false;
    if (post->results_count)
        return post->results_count >= GATHERED || now - post->first_result_ms >= GATHER_MS ||
               !post->running;
    return now >= post->look_ms;
}

/* ---- the loop ---- */

static int patience(const struct post *post)
{
    int64_t now = clock_ms();
    int64_t until = post->results_count ? post->first_result_ms + GATHER_MS : post->look_ms;
    if (until < post->pause_ms)
        until = post->pause_ms;
    return until > now ? (int)(until - now) : 0;
}

static void wait_for_news(struct post *post)
{
    struct curl_waitfd others[] = {{.fd = post->desk->wake_fd, .events = CURL_WAIT_POLLIN},
                                   {.fd = post->desk->stop_fd, .events = CURL_WAIT_POLLIN}};
    curl_multi_poll(post->multi, others, 2, patience(post), NULL);
    if (others[0].revents)
        post->look_ms = 0;
}

static void give_back_all(struct post *post)
{
    for (int i = 0; i < WEBHOOKS_MOST; i++)
        give_back(post, &post->webhooks[i]);
}

/* What does not end in time is tried again by another relay, once the lease is over: whether it
 * arrived nobody knows. */
static void close_down(struct post *post)
{
    struct plan plan = {0};
    const struct rows *rows[PLAN_STATEMENTS];
    give_back_all(post);
    for (int64_t end = clock_ms() + STOP_MS; post->running && clock_ms() < end;) {
        curl_multi_poll(post->multi, NULL, 0, 50, NULL);
        hear(post);
    }
    if (!post->results_count)
        return;
    values_set(&post->desk->values, P_RESULTS,
               arena_printf(post->desk->arena, "%s]", post->results.data));
    plan_add(&plan, Q_WEBHOOK_CLAIM_TURN);
    plan_add(&plan, Q_WEBHOOK_RECORD);
    if (!desk_run(post->desk, &plan, rows))
        log_event(LOG_WARN, "results of deliveries are lost, which will be repeated", NULL);
}

static bool open_post(struct post *post)
{
    char why[300] = "";
    const struct conf *conf = post->desk->conf;
    post->rules =
        (struct call_rules){.conf = conf, .keys = keys_open(conf->keys_dir, why, sizeof why)};
    bool fine = post->rules.keys && ranges_read(&post->rules.allowed, conf->webhook_allow) &&
                curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK &&
                (post->multi = curl_multi_init());
    if (!fine) {
        log_event(LOG_ERROR, "webhooks can't be called", "why",
                  *why ? why : "libcurl does not start, or webhook_allow is bad", NULL);
        return false;
    }
    curl_multi_setopt(post->multi, CURLMOPT_MAXCONNECTS, (long)CALLS_MOST);
    post->arena = arena_new(RESULTS_BLOCK);
    begin_results(post);
    return true;
}

void webhooks_work(struct desk *desk)
{
    static struct post post; /* what it holds goes with the process */
    post = (struct post){.desk = desk};
    if (!open_post(&post))
        return;
    while (desk_turn(desk)) {
        if (is_time(&post))
            exchange(&post);
        start_all(&post);
        hear(&post);
        wait_for_news(&post);
        hear(&post);
    }
    close_down(&post);
}
