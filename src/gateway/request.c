/* Reading what came with a request: parameters, headers, cookies. */
/* SPDX-License-Identifier: MIT */
#include "gateway/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/utf8.h"
#include "gateway/gateway.h"
#include "gateway/route.h"

static const char prefix[] = "/api/v1";

const char *request_param(const struct request *r, const char *name)
{
    size_t length = strlen(name);
    for (char **param = r->params; *param; param++) {
        if (strncmp(*param, name, length) == 0 && (*param)[length] == '=')
            return *param + length + 1;
    }
    return NULL;
}

static const char *param_or_empty(const struct request *r, const char *name)
{
    const char *text = request_param(r, name);
    return text ? text : "";
}

/* A header may hold any bytes; what goes into the database is UTF-8. */
static const char *param_if_utf8(const struct request *r, const char *name)
{
    const char *text = request_param(r, name);
    return text && utf8_count(text, strlen(text)) >= 0 ? text : NULL;
}

static int64_t spent_ns(const struct service *service)
{
    return db_spent_ns(service->db) + db_spent_ns(service->replica);
}

struct request *request_new(struct service *service, struct arena *arena, char **params)
{
    struct request *r = arena_alloc(arena, sizeof *r);
    r->service = service;
    r->arena = arena;
    r->params = params;
    r->method = param_or_empty(r, "REQUEST_METHOD");
    r->query = param_or_empty(r, "QUERY_STRING");
    r->content_type = param_or_empty(r, "CONTENT_TYPE");
    r->address = request_param(r, "REMOTE_ADDR");
    r->id = request_param(r, "REQUEST_ID");
    r->path = param_or_empty(r, "ROUTE_PATH");
    if (strncmp(r->path, prefix, sizeof prefix - 1) == 0)
        r->path += sizeof prefix - 1;
    r->body = "";
    r->body_complete = true;
    r->spent_before_ns = service ? spent_ns(service) : 0;
    r->values = values_new(arena, P_COUNT);
    r->invalid.arena = arena;
    r->reply.headers = buf_new(arena);
    r->reply.body = buf_new(arena);
    values_set(&r->values, P_REMOTE_ADDRESS, r->address);
    values_set(&r->values, P_REQUEST_ID, r->id);
    values_set(&r->values, P_TRACE, request_param(r, "TRACEPARENT"));
    values_set(&r->values, P_USER_AGENT, param_if_utf8(r, "HTTP_USER_AGENT"));
    return r;
}

int64_t request_database_ns(const struct request *r)
{
    return r->service ? spent_ns(r->service) - r->spent_before_ns : 0;
}

void request_header(struct request *r, const char *name, const char *value)
{
    buf_printf(&r->reply.headers, "%s: %s\r\n", name, value);
}

void request_set_cookie(struct request *r, const char *name, const char *value, const char *seconds)
{
    request_header(r, "Set-Cookie",
                   arena_printf(r->arena,
                                "%s=%s; Max-Age=%s; Path=/; HttpOnly; Secure; SameSite=Strict",
                                name, value, seconds));
}

/* What says who asks and from where; nothing that was said of the outer request alone. */
static bool is_inherited(const char *param)
{
    static const char *const names[] = {
        "HTTP_ACCEPT_LANGUAGE=", "HTTP_AUTHORIZATION=", "HTTP_USER_AGENT=", "HTTP_X_API_KEY=",
        "REMOTE_ADDR=",          "REQUEST_ID=",         "TRACEPARENT="};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strncmp(param, names[i], strlen(names[i])) == 0)
            return true;
    }
    return false;
}

struct request *request_within(struct request *r, const char *method, const char *path,
                               const char *query, const char *body, const char *key)
{
    enum { OWN = 4 };
    size_t count = 0;
    while (r->params[count])
        count++;
    char **params = arena_alloc(r->arena, (count + OWN + 1) * sizeof *params);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_inherited(r->params[i]))
            params[n++] = r->params[i];
    }
    params[n++] = arena_printf(r->arena, "REQUEST_METHOD=%s", method);
    params[n++] = arena_printf(r->arena, "ROUTE_PATH=%s%s", prefix, path);
    params[n++] = arena_printf(r->arena, "QUERY_STRING=%s", query);
    params[n++] = arena_printf(r->arena, "CONTENT_TYPE=application/json");

    struct service *service = arena_alloc(r->arena, sizeof *service);
    *service = *r->service;
    service->pool = POOL_ANY;
    struct request *within = request_new(service, r->arena, params);
    within->key = key;
    within->deadline_ms = r->deadline_ms;
    within->body = body ? body : "";
    within->body_length = strlen(within->body);
    return within;
}

const char *request_cookie(struct request *r, const char *name)
{
    const char *text = request_param(r, "HTTP_COOKIE");
    size_t length = strlen(name);
    while (text && *text) {
        text += strspn(text, " ;");
        size_t pair = strcspn(text, ";");
        if (pair > length && strncmp(text, name, length) == 0 && text[length] == '=')
            return arena_strndup(r->arena, text + length + 1, pair - length - 1);
        text += pair;
    }
    return NULL;
}

bool request_is_dry(const struct request *r)
{
    return values_true(&r->values, P_DRY_RUN);
}

const struct rows *request_fact_of(const struct request *r, const enum query *queries)
{
    for (size_t i = 0; queries[i]; i++) {
        for (size_t fact = 0; fact < REQUEST_FACTS; fact++) {
            if (r->route->facts[fact] == queries[i])
                return r->facts[fact];
        }
    }
    log_event(LOG_ERROR, "the route reads no such fact", "statement", statements[*queries].name,
              "route", r->route->pattern, NULL);
    abort();
}

const struct rows *request_answer(const struct request *r, enum query query)
{
    for (size_t i = 0; i < r->done.count; i++) {
        if (r->done.list[i] == query)
            return r->answers[i];
    }
    return NULL;
}

void request_invalid(struct request *r, const char *pointer, const char *code, const char *detail,
                     const char *more)
{
    struct invalid *invalid = invalid_add(&r->invalid, pointer, code, detail);
    if (invalid)
        invalid->more = more;
}

/* Whether one of a list of entity tags (RFC 9110 section 8.8.3) is the tag, compared weakly, as far
 * as one of the characters `ends` follows it. */
static bool names_tag(const char *list, const char *tag, const char *ends)
{
    size_t length = strlen(tag);
    while (*list) {
        list += strspn(list, " \t,");
        if (strncmp(list, "W/", 2) == 0)
            list += 2;
        if (*list == '"' && strncmp(list + 1, tag, length) == 0 && list[length + 1] &&
            strchr(ends, list[length + 1]))
            return true;
        list += strcspn(list, ",");
    }
    return false;
}

enum error request_if_match(const struct request *r, const char *version)
{
    const char *wanted = request_param(r, "HTTP_IF_MATCH");
    if (!wanted || !*wanted || strcmp(wanted, "*") == 0 || names_tag(wanted, version, "\"-"))
        return E_OK;
    return E_PRECONDITION_FAILED;
}

bool request_has_already(const struct request *r, const char *etag)
{
    const char *known = param_or_empty(r, "HTTP_IF_NONE_MATCH");
    return strcmp(known, "*") == 0 || names_tag(known, etag, "\"");
}
