/* Whoever is known is so by a verified token, or by an API key that the database has named before;
 * others are their address, or they could be as many as they like. */
/* SPDX-License-Identifier: MIT */
#include "gateway/admission.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/clock.h"
#include "gateway/route.h"
#include "pay/pay.h"

/* A request that waited this part of queue_ms for a worker shows that others may be waiting, too;
 * as long as none does, one may have the whole pool. */
enum { PRESSED_PART = 4 };

/* Of an account: what people do, and what a program of an administrator's may. */
static const struct board_rate hashes = {.burst = 10, .each_ms = 6000};
static const struct board_rate staff_hashes = {.burst = 60, .each_ms = 1000};

/* An IPv6 address is one of the 2^64 of a household. */
static const char *household(struct arena *arena, const char *address)
{
    struct in6_addr parts;
    const uint8_t *bytes = parts.s6_addr;
    if (!strchr(address, ':') || inet_pton(AF_INET6, address, &parts) != 1 ||
        IN6_IS_ADDR_V4MAPPED(&parts))
        return address;
    return arena_printf(arena, "%02x%02x%02x%02x%02x%02x%02x%02x", bytes[0], bytes[1], bytes[2],
                        bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]);
}

/* The account, or NULL for who is not known. */
static const char *account(const struct request *r)
{
    if (!r->token)
        return NULL;
    if (*r->token->user_id)
        return r->token->user_id;
    return r->token->kind == TOKEN_SESSION ? r->token->sub : NULL;
}

static uint64_t who_asks(const struct request *r)
{
    const char *user = account(r);
    if (user)
        return board_hash("user", user);
    return r->address ? board_hash("address", household(r->arena, r->address)) : 0;
}

static unsigned marks_of(const struct request *r)
{
    const struct route *route = r->route;
    bool calls = route->after && pay_is_elsewhere(r->service->conf);
    return (route->stream ? BOARD_STREAMS : 0U) | (calls ? BOARD_CALLS : 0U) |
           (route->flags & R_HASHES ? BOARD_HASHES : 0U);
}

/* For a worker. */
static int64_t waited_ms(const struct request *r)
{
    int64_t most = r->service->conf->request_seconds * 1000LL;
    return clock_ms() - (r->deadline_ms - most);
}

/* Of a pool in which one may wait for long: all workers but one, so that others find one at once.
 */
static bool has_all_but_one(enum pool pool, int workers, uint64_t who, enum board_mark mark)
{
    return board_count(who, pool, mark) > (workers > 1 ? workers - 1 : 1);
}

/* Half of a pool that is crowded, or that lets this very request wait. */
static bool has_half(const struct request *r, int workers, uint64_t who)
{
    enum pool pool = r->service->pool;
    int64_t now = clock_ms();
    bool waited = waited_ms(r) > r->service->conf->queue_ms / PRESSED_PART;
    bool crowded = board_meet(pool, who, waited, now);
    if ((!waited && !crowded) || board_count(who, pool, 0) <= (workers + 1) / 2)
        return false;
    if (crowded)
        board_turned_away(pool, now);
    return true;
}

static bool has_its_share(const struct request *r, uint64_t who, unsigned marks)
{
    enum pool pool = r->service->pool;
    int workers = pool_workers(r->service->conf, pool);
    if (marks & BOARD_HASHES)
        return account(r) && board_count(who, -1, BOARD_HASHES) > 1;
    for (unsigned mark = BOARD_STREAMS; mark <= BOARD_CALLS; mark *= 2) {
        if (marks & mark && has_all_but_one(pool, workers, who, mark))
            return true;
    }
    return has_half(r, workers, who);
}

enum error admission(struct request *r)
{
    if (r->service->pool == POOL_ANY || r->route->flags & R_NO_DB)
        return E_OK;
    uint64_t who = who_asks(r);
    unsigned marks = marks_of(r);
    board_who(who);
    board_mark(marks);
    if (!has_its_share(r, who, marks))
        return E_OK;
    r->detail = "You have as many requests in hand as one may; wait for one to end.";
    r->retry_seconds = 1;
    return E_RATE_LIMITED;
}

enum error admission_hash(struct request *r)
{
    const char *user = account(r);
    if (!user || r->service->pool == POOL_ANY)
        return E_OK;
    struct board_rate rate = r->route->role < ROLE_STAFF ? hashes : staff_hashes;
    int64_t wait_ms = board_spend(board_hash("hash", user), rate, clock_ms());
    if (wait_ms == 0)
        return E_OK;
    r->retry_seconds = (int)((wait_ms + 999) / 1000);
    return E_RATE_LIMITED;
}
