/* The JSON reader: what it prints reads again to the same. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "base/utf8.h"
#include "json/read.h"

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

void fuzz_json(struct arena *arena, const char *data, size_t size)
{
    const char *error = NULL;
    const struct json *tree = json_read(arena, data, size, &error);
    promise(!tree != !error, "either a tree or an error", "");
    if (!tree)
        return;
    const char *text = print(arena, tree);
    promise(utf8_count(text, strlen(text)) >= 0, "printed JSON is UTF-8", text);
    promise(depth_of(tree) <= JSON_DEPTH, "depth has a limit", text);
    const struct json *again = json_read(arena, text, strlen(text), &error);
    promise(again, "printed JSON reads again", error);
    promise(same(print(arena, again), text), "printing is stable", text);
}
