/* libcurl's own reader of URLs: what it takes apart here is what it would call. */
/* SPDX-License-Identifier: MIT */
#include "net/url.h"

#include <curl/curl.h>
#include <string.h>

static bool has(CURLU *parts, CURLUPart part)
{
    char *text = NULL;
    bool there = curl_url_get(parts, part, &text, 0) == CURLUE_OK && *text;
    curl_free(text);
    return there;
}

static bool scheme_is(CURLU *parts, const char *scheme)
{
    char *text = NULL;
    bool same =
        curl_url_get(parts, CURLUPART_SCHEME, &text, 0) == CURLUE_OK && strcmp(text, scheme) == 0;
    curl_free(text);
    return same;
}

static const char *flaw_of(CURLU *parts, bool plain)
{
    if (!scheme_is(parts, "https") && !(plain && scheme_is(parts, "http")))
        return plain ? "must be an http or https address" : "must be an https address";
    if (has(parts, CURLUPART_USER) || has(parts, CURLUPART_PASSWORD))
        return "must not have a user's name or password";
    if (has(parts, CURLUPART_FRAGMENT))
        return "must not have a fragment";
    return has(parts, CURLUPART_HOST) ? NULL : "has no host";
}

const char *url_flaw(const char *url, bool plain)
{
    CURLU *parts = curl_url();
    const char *flaw = "is no address";
    if (parts && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK)
        flaw = flaw_of(parts, plain);
    curl_url_cleanup(parts);
    return flaw;
}
