/* The schedule, as others' webhooks have it: seconds, then minutes, then three days. */
/* SPDX-License-Identifier: MIT */
#include "relay/retry.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, ASKED_MORE = 2 * HOUR };

static const int64_t schedule[] = {
    5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR,
};

int64_t retry_wait_ms(int attempts, int64_t asked_ms, double chance)
{
    if (attempts < 1 || (size_t)attempts > sizeof schedule / sizeof *schedule)
        return -1;
    int64_t own = schedule[attempts - 1] * 1000, most = own + ASKED_MORE * 1000;
    int64_t wait = asked_ms > own ? asked_ms : own;
    if (wait > most)
        wait = most;
    return wait + (int64_t)((double)own / 10 * chance);
}

double retry_chance(void)
{
    uint32_t some;
    crypto_random(&some, sizeof some);
    return some / (double)UINT32_MAX;
}

static int64_t asked_seconds(const char *digits)
{
    return strspn(digits, "0123456789") > 9 ? 999999999 : atoll(digits);
}

int64_t retry_asked(const char *header, time_t now)
{
    header += strspn(header, " \t");
    size_t digits = strspn(header, "0123456789");
    if (digits)
        return header[digits + strspn(header + digits, " \t\r\n")] ? -1
                                                                   : asked_seconds(header) * 1000;
    if (!isalpha((unsigned char)*header))
        return -1;
    time_t when = curl_getdate(header, NULL);
    if (when < 0)
        return -1;
    return when > now ? (int64_t)(when - now) * 1000 : 0;
}
