/* Two clocks may differ: nginx says when a request came, the rest is told by one that never jumps.
 */
/* SPDX-License-Identifier: MIT */
#include "gateway/deadline.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/board.h"
#include "base/clock.h"
#include "base/log.h"
#include "gateway/route.h"

/* What nginx/snippets/fastcgi.conf has as fastcgi_read_timeout: nothing older is waited for. */
enum { NGINX_SECONDS = 60 };

enum { RECORD_MS = 3000, PAUSE_MOST_MS = 500 };

/* From here on it is worth a look whether anybody still waits. */
static const double queued_seconds = 0.5;

/* An age that can't be is of two clocks that differ; it is told once. */
static bool is_believable(double age)
{
    static bool told;
    if (age >= 0 && age <= NGINX_SECONDS)
        return true;
    char seconds[32];
    snprintf(seconds, sizeof seconds, "%.1f", age);
    if (!told)
        log_event(LOG_WARN, "nginx has another clock, or gave up long ago", "seconds", seconds,
                  NULL);
    told = true;
    return false;
}

/* Seconds since nginx took the request. */
static double age_of(const struct request *r)
{
    const char *start = request_param(r, "REQUEST_START");
    if (!start)
        return 0;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9 - strtod(start, NULL);
}

/* During a restart nobody worked, so having waited is no sign of too much. */
static bool came_before_we_did(const struct request *r, double age)
{
    return (double)(clock_ms() - board_opened_ms((int)r->route->pool)) < age * 1000;
}

/* For how many seconds it may have waited. Readiness is told however busy we are: busy is no reason
 * to be taken out of service. */
static double patience(const struct request *r, double age)
{
    const struct conf *conf = r->service->conf;
    bool sheds = pools[r->route->pool].sheds && !(r->route->flags & R_NO_DB);
    return sheds && !came_before_we_did(r, age) ? conf->queue_ms / 1000.0 : conf->request_seconds;
}

enum error deadline_read(struct request *r)
{
    if (r->deadline_ms)
        return E_OK;
    int seconds = r->service->conf->request_seconds;
    double age = age_of(r);
    bool believable = is_believable(age);
    if (!believable)
        age = 0;
    r->waited_ns = (int64_t)(age * 1e9);
    bool waited = !believable || age > queued_seconds;
    if (age > patience(r, age) || (waited && r->ends && !r->ends->is_there(r->ends)))
        return E_OVERLOADED;
    r->deadline_ms = clock_ms() + seconds * 1000LL - (int64_t)(age * 1000);
    board_extend(r->deadline_ms);
    return E_OK;
}

bool deadline_is_over(const struct request *r)
{
    return r->deadline_ms && clock_ms() >= r->deadline_ms;
}

bool deadline_pause(const struct request *r, int *ms)
{
    if (r->deadline_ms && clock_ms() + *ms >= r->deadline_ms)
        return false;
    nanosleep(&(struct timespec){.tv_nsec = *ms * 1000000L}, NULL);
    *ms = *ms * 2 < PAUSE_MOST_MS ? *ms * 2 : PAUSE_MOST_MS;
    return true;
}

int deadline_seconds(const struct request *r, int most)
{
    int64_t left = r->deadline_ms - clock_ms();
    left -= left < 2 * RECORD_MS ? left / 2 : RECORD_MS;
    return left < most * 1000LL ? (left > 0 ? (int)(left / 1000) : 0) : most;
}
