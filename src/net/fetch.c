/* libcurl is started with the first request: workers that send none do not pay for it. */
/* SPDX-License-Identifier: MIT */
#include "net/fetch.h"

#include <curl/curl.h>
#include <string.h>

#include "net/word.h"

bool fetch_is_safe(const char *url)
{
    static const char *const local[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};
    const char *host = strstr(url, "://");
    if (!host || memchr(host + 3, '@', strcspn(host + 3, "/?#")))
        return false;
    if (strncmp(url, "https://", 8) == 0)
        return true;
    for (size_t i = 0; i < sizeof local / sizeof *local; i++) {
        size_t length = strlen(local[i]);
        if (strncmp(url, local[i], length) == 0 && strchr(":/", url[length]))
            return true;
    }
    return false;
}

static bool start_once(void)
{
    static bool started;
    if (!started)
        started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return started;
}

static void end_handle(void *handle)
{
    curl_easy_cleanup(handle);
}

static void free_list(void *list)
{
    curl_slist_free_all(list);
}

/* Fewer bytes taken than given make libcurl stop with CURLE_WRITE_ERROR. */
static size_t take(char *bytes, size_t size, size_t count, void *buf)
{
    struct buf *body = buf;
    if (body->length + size * count > FETCH_REPLY_MOST)
        return 0;
    buf_add(body, bytes, size * count);
    return size * count;
}

static struct curl_slist *header_list(struct arena *arena, const char *const *headers)
{
    struct curl_slist *list = NULL;
    for (; headers && *headers; headers++) {
        struct curl_slist *longer = curl_slist_append(list, *headers);
        if (!longer)
            break;
        list = longer;
    }
    if (list)
        arena_cleanup(arena, free_list, list);
    return list;
}

static void set_up(CURL *curl, struct arena *arena, const struct fetch *request, struct buf *body)
{
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "127.0.0.1,localhost,::1");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)request->seconds);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "orderd/" PACKAGE_VERSION);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, header_list(arena, request->headers));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    if (request->body)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
}

struct fetched fetch(struct arena *arena, const struct fetch *request)
{
    struct fetched reply = {.why = "address_not_allowed", .body = buf_new(arena)};
    if (!fetch_is_safe(request->url))
        return reply;
    reply.why = "connection_lost";
    CURL *curl = start_once() ? curl_easy_init() : NULL;
    if (!curl)
        return reply;
    arena_cleanup(arena, end_handle, curl);
    set_up(curl, arena, request, &reply.body);
    CURLcode code = curl_easy_perform(curl);
    if (code == CURLE_OK)
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
    reply.why = code == CURLE_OK ? NULL : net_word(code);
    return reply;
}
