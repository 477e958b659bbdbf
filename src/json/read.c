/* yajl's events become a tree; what yajl lets through is refused before and between them. */
/* SPDX-License-Identifier: MIT */
#include "json/read.h"

#include <stdint.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#include "base/json_text.h"
#include "base/utf8.h"

struct reader {
    struct arena *arena;
    struct json *root;
    struct json *open[JSON_DEPTH]; /* arrays and objects not closed yet, outermost first */
    size_t depth;
    const char *name; /* of the member whose value comes next */
    const char *error;
};

static int refuse(struct reader *reader, const char *error)
{
    reader->error = error;
    return 0;
}

/* ---- characters: yajl takes overlong UTF-8, surrogates, U+0000, and \v and \f for spaces ---- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The code of a \uXXXX that `text` begins with, or -1. */
static int escape_code(const char *text, size_t length)
{
    if (length < 6 || text[0] != '\\' || text[1] != 'u')
        return -1;
    int code = 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(text[i]);
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

/* The bytes of the escape `text` begins with; 0 when it stands for no character we take. A
 * malformed one is left for yajl to refuse. */
static size_t escape_step(const char *text, size_t length)
{
    int code = escape_code(text, length);
    if (code < 0)
        return length < 2 ? 1 : 2;
    if (code == 0 || (code >= 0xdc00 && code <= 0xdfff))
        return 0;
    if (code < 0xd800 || code > 0xdbff)
        return 6;
    int low = escape_code(text + 6, length - 6);
    return low >= 0xdc00 && low <= 0xdfff ? 12 : 0;
}

/* The bytes of the character or escape at `text`; 0 when it is refused, with the reason. */
static size_t character_step(const char *text, size_t length, const char **error)
{
    size_t step;
    switch (*text) {
    case '\\':
        step = escape_step(text, length);
        *error = step ? NULL : "A string holds U+0000 or half a surrogate pair.";
        return step;
    case '\v':
    case '\f':
        *error = "The text holds a control character.";
        return 0;
    default:
        step = utf8_step(text, length);
        *error = step ? NULL : "The text is not valid UTF-8.";
        return step;
    }
}

static const char *check_characters(const char *text, size_t length)
{
    const char *error = NULL;
    for (size_t at = 0, step; at < length && !error; at += step)
        step = character_step(text + at, length - at, &error);
    return error;
}

/* ---- the tree ---- */

/* The node and its text in one piece. */
static struct json *node_new(struct arena *arena, enum json_type type, const char *text,
                             size_t length)
{
    struct json *node = arena_alloc(arena, sizeof(*node) + (text ? length + 1 : 0));
    node->type = type;
    if (!text)
        return node;
    char *copy = (char *)(node + 1);
    memcpy(copy, text, length);
    node->text = copy;
    node->length = length;
    return node;
}

struct json *json_node(struct arena *arena, enum json_type type, const char *name, const char *text)
{
    struct json *node = node_new(arena, type, text, text ? strlen(text) : 0);
    node->name = name;
    return node;
}

void json_append(struct json *parent, struct json *child)
{
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->count++;
}

const struct json *json_member(const struct json *object, const char *name)
{
    for (const struct json *member = object->first; member; member = member->next)
        if (member->name && strcmp(member->name, name) == 0)
            return member;
    return NULL;
}

/* ---- yajl's events ---- */

static int add(struct reader *reader, enum json_type type, const char *text, size_t length)
{
    struct json *node = node_new(reader->arena, type, text, length);
    if (reader->depth == 0) {
        reader->root = node;
    } else {
        struct json *parent = reader->open[reader->depth - 1];
        node->name = parent->type == JSON_OBJECT ? reader->name : NULL;
        json_append(parent, node);
    }
    if (type != JSON_ARRAY && type != JSON_OBJECT)
        return 1;
    if (reader->depth == JSON_DEPTH)
        return refuse(reader, "The JSON is nested too deeply.");
    reader->open[reader->depth++] = node;
    return 1;
}

static int on_null(void *reader)
{
    return add(reader, JSON_NULL, NULL, 0);
}

static int on_boolean(void *reader, int yes)
{
    return yes ? add(reader, JSON_BOOL, "true", 4) : add(reader, JSON_BOOL, "false", 5);
}

static int on_number(void *reader, const char *text, size_t length)
{
    return add(reader, JSON_NUMBER, text, length);
}

static int on_string(void *reader, const unsigned char *text, size_t length)
{
    return add(reader, JSON_STRING, length ? (const char *)text : "", length);
}

static int on_name(void *context, const unsigned char *text, size_t length)
{
    struct reader *reader = context;
    const struct json *object = reader->open[reader->depth - 1];
    if (object->count == JSON_MEMBERS)
        return refuse(reader, "An object has too many members.");
    reader->name = arena_strndup(reader->arena, length ? (const char *)text : "", length);
    if (json_member(object, reader->name))
        return refuse(reader, "An object has two members of the same name.");
    return 1;
}

static int on_object(void *reader)
{
    return add(reader, JSON_OBJECT, NULL, 0);
}

static int on_array(void *reader)
{
    return add(reader, JSON_ARRAY, NULL, 0);
}

static int on_end(void *context)
{
    struct reader *reader = context;
    reader->depth--;
    return 1;
}

static const yajl_callbacks events = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_object,
    .yajl_map_key = on_name,
    .yajl_end_map = on_end,
    .yajl_start_array = on_array,
    .yajl_end_array = on_end,
};

/* ---- yajl's memory: the arena, with each piece's size before it ---- */

enum { PIECE_HEAD = _Alignof(max_align_t) };

static void *piece_realloc(void *arena, void *piece, size_t size)
{
    char *old = piece ? (char *)piece - PIECE_HEAD : NULL;
    size_t old_size = old ? *(size_t *)(void *)old : 0;
    char *head = arena_grow(arena, old, old_size, PIECE_HEAD + size);
    *(size_t *)(void *)head = PIECE_HEAD + size;
    return head + PIECE_HEAD;
}

static void *piece_alloc(void *arena, size_t size)
{
    return piece_realloc(arena, NULL, size);
}

static void piece_free(void *arena, void *piece)
{
    (void)arena;
    (void)piece;
}

/* ---- reading ---- */

/* yajl's own words without their line end, as a sentence with the place. */
static const char *syntax_error(struct reader *reader, yajl_handle parser)
{
    unsigned char *words = yajl_get_error(parser, 0, NULL, 0);
    return arena_printf(reader->arena, "The text is not JSON (%.*s at byte %zu).",
                        (int)strcspn((const char *)words, "\n"), (const char *)words,
                        yajl_get_bytes_consumed(parser));
}

static const char *parse(struct reader *reader, const char *text, size_t length)
{
    yajl_alloc_funcs memory = {piece_alloc, piece_realloc, piece_free, reader->arena};
    yajl_handle parser = yajl_alloc(&events, &memory, reader);
    yajl_config(parser, yajl_dont_validate_strings, 1); /* check_characters did */
    yajl_status status = yajl_parse(parser, (const unsigned char *)text, length);
    if (status == yajl_status_ok)
        status = yajl_complete_parse(parser);
    if (status == yajl_status_client_canceled)
        return reader->error;
    return status == yajl_status_ok ? NULL : syntax_error(reader, parser);
}

struct json *json_read(struct arena *arena, const char *text, size_t length, const char **error)
{
    struct reader reader = {.arena = arena};
    *error = check_characters(text, length);
    if (!*error)
        *error = parse(&reader, text, length);
    return *error ? NULL : reader.root;
}

void json_print(struct buf *out, const struct json *node)
{
    bool object = node->type == JSON_OBJECT;
    switch (node->type) {
    case JSON_NULL:
        buf_text(out, "null");
        return;
    case JSON_STRING:
        json_quote(out, node->text, node->length);
        return;
    case JSON_BOOL:
    case JSON_NUMBER:
        buf_add(out, node->text, node->length);
        return;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    buf_char(out, object ? '{' : '[');
    for (const struct json *child = node->first; child; child = child->next) {
        if (object) {
            json_quote(out, child->name, strlen(child->name));
            buf_char(out, ':');
        }
        json_print(out, child);
        if (child->next)
            buf_char(out, ',');
    }
    buf_char(out, object ? '}' : ']');
}
