/* Fuzzing the JSON reader: no input may break it, and what it prints reads again to the same. */
/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "json/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static _Noreturn void broken(const char *promise, const char *text)
{
    fprintf(stderr, "broken promise: %s\n%s\n", promise, text);
    abort();
}

static size_t depth_of(const struct json *node)
{
    size_t deepest = 0;
    for (const struct json *child = node->first; child; child = child->next) {
        size_t depth = depth_of(child);
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + (node->type == JSON_ARRAY || node->type == JSON_OBJECT);
}

static const char *print(struct arena *arena, const struct json *tree)
{
    struct buf out = buf_new(arena);
    json_print(&out, tree);
    return out.data;
}

static void check_tree(struct arena *arena, const struct json *tree)
{
    const char *text = print(arena, tree), *error;
    if (utf8_count(text, strlen(text)) < 0)
        broken("printed JSON is UTF-8", text);
    if (depth_of(tree) > JSON_DEPTH)
        broken("depth has a limit", text);
    const struct json *again = json_read(arena, text, strlen(text), &error);
    if (!again)
        broken("printed JSON reads again", error);
    if (strcmp(print(arena, again), text) != 0)
        broken("printing is stable", text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena *arena;
    if (!arena)
        arena = arena_new(1024);
    arena_reset(arena);

    const char *error = NULL;
    const struct json *tree = json_read(arena, (const char *)data, size, &error);
    if (!tree == !error)
        broken("either a tree or an error", "");
    if (tree)
        check_tree(arena, tree);
    return 0;
}
