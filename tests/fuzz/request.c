/* FastCGI parameters and bodies through the gate, as far as it goes without its database: an
 * answer in good form, and never a fault of our own. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <time.h>

#include "gateway/gateway.h"
#include "gateway/reply.h"
#include "gateway/route.h"
#include "identity/token.h"
#include "json/read.h"

enum { PARAMS = 40 };

struct body {
    struct ends ends;
    const char *data;
    size_t size;
};

static size_t body_read(struct ends *ends, char *bytes, size_t size)
{
    struct body *body = (struct body *)ends;
    if (size > body->size)
        size = body->size;
    memcpy(bytes, body->data, size);
    body->data += size;
    body->size -= size;
    return size;
}

static bool body_write(struct ends *ends, const char *bytes, size_t length)
{
    (void)ends, (void)bytes, (void)length;
    return true;
}

static bool body_is_there(struct ends *ends)
{
    (void)ends;
    return true;
}

/* What nginx alone says, and who "TOKEN" is. */
static char *param_of(struct arena *arena, char *line)
{
    if (strncmp(line, "REQUEST_ID=", 11) == 0 || strncmp(line, "REMOTE_ADDR=", 12) == 0)
        return NULL;
    if (strcmp(line, "HTTP_AUTHORIZATION=TOKEN") != 0)
        return line;
    const struct service *service = fuzz_service();
    time_t now = time(NULL);
    return arena_printf(arena, "HTTP_AUTHORIZATION=Bearer %s",
                        token_sign(arena, service->conf, keys_current(service->keys), "1",
                                   "0b5f7f3e-8c1d-4a57-9d5e-2f6b1c3d4e5f", "admin", now, now + 60));
}

/* A line each, up to an empty one. */
static char **params_of(struct arena *arena, const char **data, size_t *size)
{
    char **params = arena_alloc(arena, (PARAMS + 3) * sizeof *params);
    size_t count = 0;
    params[count++] = arena_strdup(arena, "REQUEST_ID=fuzz");
    params[count++] = arena_strdup(arena, "REMOTE_ADDR=127.0.0.1");
    while (*size && count < PARAMS) {
        char *line = fuzz_until(arena, data, size, '\n');
        if (!*line)
            break;
        char *param = param_of(arena, line);
        if (param)
            params[count++] = param;
    }
    return params;
}

/* Each line a name, a colon and a value without controls. Gives where the body begins. */
static const char *check_head(const char *text)
{
    promise(strncmp(text, "Status: ", 8) == 0, "a reply has a status", text);
    while (strncmp(text, "\r\n", 2) != 0) {
        size_t name = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");
        promise(name > 0 && strncmp(text + name, ": ", 2) == 0, "headers have names", text);
        size_t line = name;
        while ((unsigned char)text[line] >= ' ' && text[line] != 0x7f)
            line++;
        promise(strncmp(text + line, "\r\n", 2) == 0, "headers hold no controls", text);
        text += line + 2;
    }
    return text + 2;
}

static void check_reply(struct arena *arena, const struct request *r)
{
    struct buf out = buf_new(arena);
    reply_print(r, &out);
    const char *body = check_head(out.data), *error = "";
    size_t length = out.length - (size_t)(body - out.data);
    promise(r->reply.status >= 200 && r->reply.status < 600 && r->reply.status != 500,
            "no input is a fault of our own", out.data);
    const struct json *tree = length ? json_read(arena, body, length, &error) : NULL;
    promise(length == 0 || tree, "a body is JSON", body);
    promise(!r->refused || r->reply.status >= 400, "a refusal has a status", out.data);
    promise(!r->refused || length == 0 || json_member(tree, "code"), "a refusal has a code", body);
}

void fuzz_request(struct arena *arena, const char *data, size_t size)
{
    struct body body = {{body_read, body_write, body_is_there}, NULL, 0};
    struct request *r = request_new(fuzz_service(), arena, params_of(arena, &data, &size));
    body.data = data;
    body.size = size;
    r->ends = &body.ends;
    request_take_body(r);
    promise(r->body_length <= BODY_LIMIT && r->body_length <= size, "a body has a limit", "");
    promise(!r->body_complete || r->body_too_large || r->body_length == r->body_size,
            "what is complete is whole", "");
    gateway_serve(r);
    if (!r->begun)
        check_reply(arena, r);
}
