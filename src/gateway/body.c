/* A request's body: taken into memory, and read in pieces. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "gateway/gateway.h"

void request_take_body(struct request *r)
{
    const char *header = request_param(r, "CONTENT_LENGTH");
    long long length = header ? strtoll(header, NULL, 10) : 0;
    if (length <= 0)
        return;
    r->body_size = (size_t)length;
    r->body_too_large = length > BODY_LIMIT;
    if (r->body_too_large)
        return;
    char *body = arena_alloc(r->arena, (size_t)length + 1);
    r->body_length = r->ends->read(r->ends, body, r->body_size);
    r->body = body;
    r->body_complete = r->body_length == r->body_size;
}

size_t request_read(struct request *r, char *bytes, size_t size)
{
    size_t left = r->body_size - r->body_read;
    if (size > left)
        size = left;
    if (r->body_too_large)
        size = r->ends->read(r->ends, bytes, size);
    else
        memcpy(bytes, r->body + r->body_read, size);
    r->body_read += size;
    return size;
}
