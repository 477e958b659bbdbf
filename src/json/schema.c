/* Walking what was sent along its schema: names, defaults, nesting, and the list of faults. */
/* SPDX-License-Identifier: MIT */
#include "json/schema.h"

#include <string.h>

#include "base/json_text.h"
#include "base/words.h"
#include "json/field.h"

static const struct field no_fields[] = {{.name = NULL}};
const struct schema schema_nothing = {.name = "Nothing", .fields = no_fields};

struct invalid *invalid_add(struct invalids *list, const char *pointer, const char *code,
                            const char *detail)
{
    if (list->count >= (list->most ? list->most : INVALIDS_MOST))
        return NULL;
    struct invalid *invalid = arena_alloc(list->arena, sizeof(*invalid));
    *invalid = (struct invalid){.pointer = pointer, .code = code, .detail = detail};
    if (list->last)
        list->last->next = invalid;
    else
        list->first = invalid;
    list->last = invalid;
    list->count++;
    return invalid;
}

/* One call of schema_check. */
struct walk {
    const struct schema *schema;
    const char *prefix;
    struct slot *slots;        /* one a field of the schema, ended by a NULL field */
    struct field_taken *taken; /* the end of what was taken so far */
    struct invalids *list;
};

struct slot {
    const struct field *field;
    const struct json *sent; /* the member, or NULL */
};

/* ---- the rows of a use ---- */

bool schema_is(const struct schema *schema, unsigned uses)
{
    return schema->use ? uses & schema->use : uses;
}

static const struct field *from(const struct schema *schema, const struct field *field)
{
    while (field->name && field->uses && !schema_is(schema, field->uses))
        field++;
    return field->name ? field : NULL;
}

const struct field *schema_first(const struct schema *schema)
{
    return from(schema, schema->fields);
}

const struct field *schema_next(const struct schema *schema, const struct field *field)
{
    return from(schema, field + 1);
}

static bool is_called(const struct field *field, const char *name)
{
    bool same = *field->name == *name && strcmp(field->name, name) == 0;
    return same || (field->aliases && words_have(field->aliases, name));
}

const struct field *schema_field(const struct schema *schema, const char *name)
{
    const struct field *field = schema_first(schema);
    while (field && !is_called(field, name))
        field = schema_next(schema, field);
    return field;
}

/* How many fields it has, and the end. */
static size_t room_for(const struct schema *schema)
{
    size_t count = 1;
    for (const struct field *f = schema_first(schema); f; f = schema_next(schema, f))
        count++;
    return count;
}

static struct slot *slots_new(struct arena *arena, const struct schema *schema, size_t room)
{
    struct slot *slots = arena_alloc(arena, room * sizeof *slots), *slot = slots;
    for (const struct field *f = schema_first(schema); f; f = schema_next(schema, f))
        (slot++)->field = f;
    return slots;
}

static struct slot *slot_of(const struct walk *walk, const char *name)
{
    struct slot *slot = walk->slots;
    while (slot->field && !is_called(slot->field, name))
        slot++;
    return slot->field ? slot : NULL;
}

static bool is_query(const struct walk *walk)
{
    return walk->prefix[0] == '?';
}

/* ---- names ---- */

/* RFC 6901: `~` and `/` in a name are written ~0 and ~1. */
static const char *pointer_to(const struct walk *walk, const char *name)
{
    struct arena *arena = walk->list->arena;
    if (is_query(walk))
        return arena_printf(arena, "%s%s%s", walk->prefix, walk->prefix[1] ? "/" : "", name);
    if (!strpbrk(name, "~/"))
        return arena_printf(arena, "%s/%s", walk->prefix, name);
    struct buf pointer = buf_new(arena);
    buf_printf(&pointer, "%s/", walk->prefix);
    for (; *name; name++) {
        if (*name == '~')
            buf_text(&pointer, "~0");
        else if (*name == '/')
            buf_text(&pointer, "~1");
        else
            buf_char(&pointer, *name);
    }
    return pointer.data;
}

static void sort_out(struct walk *walk, const struct json *member)
{
    struct slot *slot = slot_of(walk, member->name);
    if (!slot && walk->schema->open)
        return;
    if (!slot) {
        invalid_add(walk->list, pointer_to(walk, member->name), "unknown_field",
                    "is not a known field");
        return;
    }
    if (slot->sent) {
        const char *detail =
            arena_printf(walk->list->arena, "was sent already as %s", slot->sent->name);
        invalid_add(walk->list, pointer_to(walk, member->name), "exactly_one", detail);
        return;
    }
    slot->sent = member;
}

static const char *list_words(struct arena *arena, const char *words)
{
    struct buf list = buf_new(arena);
    const char *word, *separator = "";
    for (size_t length; (word = words_next(&words, &length)); separator = ", ")
        buf_printf(&list, "%s%.*s", separator, (int)length, word);
    return list.data;
}

/* Alternatives such as `adjustment` and `quantity`. */
static void check_one_of(const struct walk *walk)
{
    size_t sent = 0;
    const char *words = walk->schema->one_of;
    if (!words)
        return;
    for (const struct slot *slot = walk->slots; slot->field; slot++)
        sent += slot->sent && words_have(words, slot->field->name);
    if (sent == 1)
        return;
    struct arena *arena = walk->list->arena;
    const char *detail =
        arena_printf(arena, "must have exactly one of %s", list_words(arena, words));
    invalid_add(walk->list, walk->prefix, "exactly_one", detail);
}

/* ---- values ---- */

/* Types whose stored text is JSON as it stands; all others are strings there. */
static bool is_json(enum field_type type)
{
    switch (type) {
    case F_INT:
    case F_ID:
    case F_MONEY:
    case F_DECIMAL:
    case F_RATE:
    case F_BOOL:
    case F_OBJECT:
    case F_ARRAY:
    case F_ADDRESS:
    case F_JSON:
        return true;
    default:
        return false;
    }
}

static void take(struct walk *walk, const struct field *field, const char *text)
{
    *walk->taken++ = (struct field_taken){field, text};
}

/* A nested object as JSON, in the order of its schema. */
static void check_nested(const struct walk *walk, const struct schema *schema,
                         const struct json *object, const char *pointer, struct json_writer *writer)
{
    const struct field_taken *taken = schema_check(schema, object, pointer, walk->list);
    json_open(writer, NULL, '{');
    for (; taken->field; taken++)
        (is_json(taken->field->type) ? json_raw : json_text)(writer, taken->field->name,
                                                             taken->text);
    json_close(writer, '}');
}

static struct fault check_object(const struct walk *walk, const struct field *field,
                                 const struct json *node, const char **text)
{
    struct buf json = buf_new(walk->list->arena);
    struct json_writer writer = json_writer(&json);
    check_nested(walk, field->of, node, pointer_to(walk, node->name), &writer);
    *text = json.data;
    return (struct fault){0};
}

/* An item without a schema: one line of text. */
static void check_text(const struct walk *walk, const struct json *item, const char *pointer,
                       struct json_writer *writer)
{
    static const struct field line = {.name = "", .type = F_TEXT, .least = 1, .most = 255};
    const char *text = NULL;
    struct fault found = {"wrong_type", "must not be null"};
    if (item->type != JSON_NULL)
        found = field_check(walk->list->arena, &line, item, is_query(walk), &text);
    if (found.code)
        invalid_add(walk->list, pointer, found.code, found.detail);
    else
        json_text(writer, NULL, text);
}

static void check_item(const struct walk *walk, const struct schema *of, const struct json *item,
                       const char *pointer, struct json_writer *writer)
{
    if (of)
        check_nested(walk, of, item, pointer, writer);
    else
        check_text(walk, item, pointer, writer);
}

static struct fault check_count(const struct walk *walk, const struct field *field,
                                const struct json *node)
{
    if (node->type != JSON_ARRAY)
        return (struct fault){"wrong_type", "must be a list"};
    return bounds_check(walk->list->arena, field_bounds(field), node->count, "too_few", "too_many",
                        "item");
}

static struct fault check_array(const struct walk *walk, const struct field *field,
                                const struct json *node, const char **text)
{
    struct arena *arena = walk->list->arena;
    struct fault found = check_count(walk, field, node);
    if (found.code)
        return found;

    struct buf json = buf_new(arena);
    struct json_writer writer = json_writer(&json);
    const char *pointer = pointer_to(walk, node->name);
    size_t index = 0;
    json_open(&writer, NULL, '[');
    for (const struct json *item = node->first; item; item = item->next)
        check_item(walk, field->of, item, arena_printf(arena, "%s/%zu", pointer, index++), &writer);
    json_close(&writer, ']');
    *text = json.data;
    return found;
}

/* As check_array; what is stored is no JSON. */
static struct fault check_ids(const struct walk *walk, const struct field *field,
                              const struct json *node, const char **text)
{
    static const struct field id = {.name = "", .type = F_ID};
    struct arena *arena = walk->list->arena;
    struct buf array = buf_new(arena);
    const char *pointer = pointer_to(walk, node->name), *value;
    struct fault found = check_count(walk, field, node);
    size_t index = 0;
    for (const struct json *item = found.code ? NULL : node->first; item; item = item->next) {
        struct fault wrong = field_check(arena, &id, item, false, &value);
        if (wrong.code)
            invalid_add(walk->list, arena_printf(arena, "%s/%zu", pointer, index), wrong.code,
                        wrong.detail);
        else
            buf_printf(&array, "%c%s", index ? ',' : '{', value);
        index++;
    }
    buf_text(&array, index ? "}" : "{}");
    *text = array.data;
    return found;
}

static const char *printed(struct arena *arena, const struct json *node)
{
    struct buf json = buf_new(arena);
    json_print(&json, node);
    return json.data;
}

static struct fault check_address(const struct walk *walk, const struct field *field,
                                  const struct json *node, const char **text)
{
    if (node->type == JSON_OBJECT)
        return check_object(walk, field, node, text);
    if (node->type != JSON_STRING)
        return (struct fault){"wrong_type", "must be an object or a string"};
    struct fault found = field_check(walk->list->arena, field, node, is_query(walk), text);
    if (found.code)
        return found;
    struct buf json = buf_new(walk->list->arena);
    json_quote(&json, *text, strlen(*text));
    *text = json.data;
    return found;
}

static struct fault check_value(const struct walk *walk, const struct field *field,
                                const struct json *node, const char **text)
{
    switch (field->type) {
    case F_OBJECT:
        return check_object(walk, field, node, text);
    case F_ARRAY:
        return check_array(walk, field, node, text);
    case F_IDS:
        return check_ids(walk, field, node, text);
    case F_ADDRESS:
        return check_address(walk, field, node, text);
    case F_JSON:
        *text = printed(walk->list->arena, node);
        return (struct fault){0};
    default:
        return field_check(walk->list->arena, field, node, is_query(walk), text);
    }
}

static void check_absent(struct walk *walk, const struct field *field)
{
    if (schema_is(walk->schema, field->required))
        invalid_add(walk->list, pointer_to(walk, field->name), "required", "is required");
    else if (field->standard)
        take(walk, field, field->standard);
}

static void check_sent(struct walk *walk, const struct field *field, const struct json *node)
{
    const char *text = NULL;
    struct fault found = {0};
    if (node->type != JSON_NULL)
        found = check_value(walk, field, node, &text);
    else if (!schema_is(walk->schema, field->nullable))
        found = (struct fault){"wrong_type", "must not be null"};

    if (found.code)
        invalid_add(walk->list, pointer_to(walk, node->name), found.code, found.detail);
    else
        take(walk, field, text);
}

const struct field_taken *schema_check(const struct schema *schema, const struct json *input,
                                       const char *prefix, struct invalids *list)
{
    size_t room = room_for(schema);
    struct field_taken *taken = arena_alloc(list->arena, room * sizeof *taken);
    struct walk walk = {.schema = schema, .prefix = prefix, .taken = taken, .list = list};
    if (input->type != JSON_OBJECT) {
        invalid_add(list, prefix, "wrong_type", "must be an object");
        return taken;
    }
    walk.slots = slots_new(list->arena, schema, room);
    for (const struct json *member = input->first; member; member = member->next)
        sort_out(&walk, member);
    check_one_of(&walk);
    for (const struct slot *slot = walk.slots; slot->field; slot++) {
        if (slot->sent)
            check_sent(&walk, slot->field, slot->sent);
        else
            check_absent(&walk, slot->field);
    }
    return taken;
}
