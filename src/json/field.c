/* One small check for each type of field, in a table by type. */
/* SPDX-License-Identifier: MIT */
#include "json/field.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/money.h"
#include "base/normal.h"
#include "base/utf8.h"
#include "setting/passwords.h"
#include "setting/usernames.h"
#include "json/format.h"

struct subject {
    struct arena *arena;
    const struct field *field;
    const struct json *node;
    bool query;
};

typedef struct fault check(const struct subject *subject, const char **text);

static const struct fault fits = {NULL, NULL};

static struct fault fault(const char *code, const char *detail)
{
    return (struct fault){code, detail};
}

/* What each type allows when a field names no bounds of its own: characters of texts, the
 * scaled integer of decimals, items of arrays. */
static const struct bounds own_bounds[] = {
    [F_TEXT] = {0, 255},
    [F_LINES] = {0, 4000},
    [F_SEARCH] = {1, 100},
    [F_LETTERS] = {0, 255},
    [F_EMAIL] = {0, 254},
    [F_PASSWORD] = {8, 128},
    [F_USERNAME] = {3, 50},
    [F_INT] = {INT64_MIN, INT64_MAX},
    [F_ID] = {1, INT64_MAX},
    [F_MONEY] = {-999999999999, 999999999999},
    [F_DECIMAL] = {-999999999999, 999999999999},
    [F_RATE] = {-999999999999, 999999999999},
    [F_WORDS] = {1, 500},
    [F_NAMES] = {1, 1000},
    [F_ARRAY] = {0, 1000},
    [F_IDS] = {0, 1000},
    [F_ADDRESS] = {1, 500},
    [F_JSON] = {0, 0}, /* the last type: makes the table whole */
};

struct bounds field_bounds(const struct field *field)
{
    struct bounds own = own_bounds[field->type];
    if (field->least == 0 && field->most == 0)
        return own;
    return (struct bounds){field->least, field->most < field->least ? own.most : field->most};
}

static struct fault miscounted(struct arena *arena, const char *code, const char *bound,
                               int64_t number, const char *thing)
{
    return fault(code, arena_printf(arena, "must have at %s %" PRId64 " %s%s", bound, number, thing,
                                    number == 1 ? "" : "s"));
}

struct fault bounds_check(struct arena *arena, struct bounds bounds, size_t number, const char *few,
                          const char *many, const char *thing)
{
    if ((int64_t)number < bounds.least)
        return miscounted(arena, few, "least", bounds.least, thing);
    if ((int64_t)number > bounds.most)
        return miscounted(arena, many, "most", bounds.most, thing);
    return fits;
}

/* ---- texts ---- */

/* A name or a code: who looks at two of them sees whether they are the same. */
static struct fault check_visible(const struct subject *subject, const char *text)
{
    unsigned hidden = normal_invisible(text);
    if (!hidden)
        return fits;
    return fault(
        "invalid_format",
        arena_printf(subject->arena, "must not hold invisible characters (U+%04X)", hidden));
}

static struct fault check_string(const struct subject *subject)
{
    const struct json *node = subject->node;
    if (node->type != JSON_STRING)
        return fault("wrong_type", "must be a string");
    long characters = utf8_count(node->text, node->length);
    if (characters < 0) /* JSON was checked when it was read, a query was not */
        return fault("invalid_format", "must be UTF-8");
    return bounds_check(subject->arena, field_bounds(subject->field), (size_t)characters,
                        "too_short", "too_long", "character");
}

/* C0 and C1 controls and DEL; of those, `allowed` may stand. */
static bool has_controls(const struct json *node, const char *allowed)
{
    const char *text = node->text;
    for (size_t i = 0; i < node->length; i++) {
        unsigned char c = (unsigned char)text[i];
        bool control = c < 0x20 || c == 0x7f || (c == 0xc2 && (unsigned char)text[i + 1] < 0xa0);
        if (control && !strchr(allowed, c))
            return true;
    }
    return false;
}

static struct fault check_characters(const struct subject *subject, const char *allowed,
                                     const char **text)
{
    struct fault found = check_string(subject);
    if (found.code)
        return found;
    if (has_controls(subject->node, allowed))
        return fault("invalid_format", "must not hold control characters");
    *text = subject->node->text;
    return fits;
}

/* A secret is only compared with what was set, and a password may be of any characters (U+0000
 * alone is none in what was read). */
static struct fault check_text(const struct subject *subject, const char **text)
{
    if (!subject->field->secret) {
        struct fault found = check_characters(subject, "", text);
        return found.code ? found : check_visible(subject, *text);
    }
    *text = subject->node->text;
    return check_string(subject);
}

static struct fault check_lines(const struct subject *subject, const char **text)
{
    return check_characters(subject, "\t\n", text);
}

static struct fault check_search(const struct subject *subject, const char **text)
{
    struct fault found = check_characters(subject, "", text);
    bool fitting = !found.code || strcmp(found.code, "too_short") == 0;
    if (fitting && !format_is_search(subject->node->text))
        return fault("too_short", "must have at least one letter or digit");
    return found;
}

static struct fault check_password(const struct subject *subject, const char **text)
{
    *text = subject->node->text;
    struct fault found = check_string(subject);
    if (!found.code && password_is_blank(*text))
        return fault("invalid_format", "must not be blanks alone");
    if (!found.code && password_is_common(*text))
        return fault("too_common", "is among the first that are guessed");
    return found;
}

/* An address as a username would pass for its owner. */
static struct fault check_username(const struct subject *subject, const char **text)
{
    struct fault found = check_text(subject, text);
    if (!found.code && strchr(*text, '@'))
        return fault("not_allowed", "must not hold an @, as addresses do");
    if (!found.code && username_is_reserved(*text))
        return fault("not_allowed", "is a word that nobody has as a name");
    return found;
}

static struct fault check_format(const struct subject *subject, bool (*is)(const char *),
                                 const char *detail, const char **text)
{
    if (subject->node->type != JSON_STRING)
        return fault("wrong_type", "must be a string");
    *text = subject->node->text;
    return is(*text) ? fits : fault("invalid_format", detail);
}

static struct fault check_letters(const struct subject *subject, const char **text)
{
    struct fault found = check_string(subject);
    if (found.code)
        return found;
    return check_format(subject, format_is_letters, "must be letters from A to Z alone", text);
}

static struct fault check_email(const struct subject *subject, const char **text)
{
    struct fault found = check_text(subject, text);
    const char *flaw = found.code ? NULL : format_email_flaw(*text);
    if (!found.code && !flaw)
        *text = format_email_form(subject->arena, *text);
    return flaw ? fault("invalid_format", flaw) : found;
}

static struct fault check_uuid(const struct subject *subject, const char **text)
{
    return check_format(subject, format_is_uuid, "must be a UUID", text);
}

static struct fault check_date(const struct subject *subject, const char **text)
{
    return check_format(subject, format_is_date, "must be a date (2026-01-31)", text);
}

static struct fault check_time(const struct subject *subject, const char **text)
{
    return check_format(subject, format_is_time,
                        "must be a date (2026-01-31) or a date and time with its offset "
                        "(2026-01-31T12:00:00Z)",
                        text);
}

/* ---- numbers ---- */

static const char *const places_words[] = {
    [2] = "must be a plain decimal with at most two places",
    [3] = "must be a plain decimal with at most three places",
    [6] = "must be a plain decimal with at most six places",
};

static const int64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

static struct fault outside(const struct subject *subject, int scale, bool low)
{
    struct bounds bounds = field_bounds(subject->field);
    int64_t bound = low ? bounds.least : bounds.most;
    uint64_t size = bound < 0 ? -(uint64_t)bound : (uint64_t)bound;
    uint64_t unit = (uint64_t)powers[scale];
    struct buf words = buf_new(subject->arena);
    buf_printf(&words, "must be at %s %s%" PRIu64, low ? "least" : "most", bound < 0 ? "-" : "",
               size / unit);
    if (size % unit)
        buf_printf(&words, ".%0*" PRIu64, scale, size % unit);
    return fault(low ? "too_small" : "too_large", words.data);
}

/* Zeros beyond these would be exact still, but PostgreSQL has a limit too. */
enum { PLACES_MOST = 18 };

/* How many digits after the point count; -1 when the text is not a plain decimal at all. */
static int places_of(const char *text)
{
    static const char digits[] = "0123456789";
    text += *text == '-';
    size_t whole = strspn(text, digits);
    if (whole == 0 || (whole > 1 && *text == '0'))
        return -1;
    if (text[whole] == '\0')
        return 0;
    const char *rest = text + whole + 1;
    size_t places = strspn(rest, digits);
    if (text[whole] != '.' || places == 0 || places > PLACES_MOST || rest[places] != '\0')
        return -1;
    while (places > 0 && rest[places - 1] == '0')
        places--;
    return (int)places;
}

static struct fault check_number(const struct subject *subject, int scale, const char **text)
{
    const struct json *node = subject->node;
    if (node->type != JSON_NUMBER && node->type != JSON_STRING)
        return fault("wrong_type", "must be a number");
    int places = places_of(node->text);
    bool whole = scale > 0 || !strchr(node->text, '.');
    if (places < 0 || places > scale || !whole)
        return fault("invalid_format", scale ? places_words[scale] : "must be a whole number");

    struct bounds bounds = field_bounds(subject->field);
    bool negative = *node->text == '-';
    int64_t value;
    if (!decimal_parse(node->text, scale, &value)) /* only its size is left to be wrong */
        return outside(subject, scale, negative);
    if (value < bounds.least || value > bounds.most)
        return outside(subject, scale, value < bounds.least);
    *text = node->text;
    return fits;
}

static struct fault check_int(const struct subject *subject, const char **text)
{
    return check_number(subject, 0, text);
}

static struct fault check_money(const struct subject *subject, const char **text)
{
    return check_number(subject, 2, text);
}

static struct fault check_decimal(const struct subject *subject, const char **text)
{
    return check_number(subject, 3, text);
}

static struct fault check_rate(const struct subject *subject, const char **text)
{
    return check_number(subject, 6, text);
}

/* ---- words ---- */

static struct fault check_bool(const struct subject *subject, const char **text)
{
    const struct json *node = subject->node;
    bool word = subject->query && node->type == JSON_STRING &&
                (strcmp(node->text, "true") == 0 || strcmp(node->text, "false") == 0);
    if (node->type != JSON_BOOL && !word)
        return fault(subject->query ? "invalid_format" : "wrong_type", "must be true or false");
    *text = node->text;
    return fits;
}

static bool stored_before(const struct word *words, const struct word *word)
{
    for (; words < word; words++)
        if (strcmp(words->value, word->value) == 0)
            return true;
    return false;
}

/* "must be one of a, b, c": each stored value once. */
static const char *choices(struct arena *arena, const struct word *words)
{
    struct buf list = buf_new(arena);
    buf_text(&list, "must be one of ");
    for (const struct word *word = words; word->name; word++) {
        if (stored_before(words, word))
            continue;
        if (word != words)
            buf_text(&list, ", ");
        buf_text(&list, word->value);
    }
    return list.data;
}

static const struct word *word_of(const struct word *words, const char *name, size_t length)
{
    for (; words->name; words++) {
        if (strncasecmp(words->name, name, length) == 0 && words->name[length] == '\0')
            return words;
    }
    return NULL;
}

static struct fault check_enum(const struct subject *subject, const char **text)
{
    const struct json *node = subject->node;
    const struct word *words = subject->field->words;
    if (node->type != JSON_STRING)
        return fault("wrong_type", "must be a string");
    const struct word *word = word_of(words, node->text, strlen(node->text));
    if (!word)
        return fault("not_allowed", choices(subject->arena, words));
    *text = word->value;
    return fits;
}

static bool names(const struct word *words, const char *list, const char *value)
{
    for (; *list; list += *list == ',') {
        list += *list == '!';
        size_t length = strcspn(list, ",");
        const struct word *word = word_of(words, list, length);
        if (word && strcmp(word->value, value) == 0)
            return true;
        list += length;
    }
    return false;
}

/* The values that a sound list means, in the order of the table. */
static const char *meant(struct arena *arena, const struct word *words, const char *list)
{
    bool but = *list == '!';
    struct buf array = buf_new(arena);
    const char *separator = "{";
    for (const struct word *word = words; word->name; word++) {
        if (stored_before(words, word) || names(words, list, word->value) == but)
            continue;
        buf_printf(&array, "%s%s", separator, word->value);
        separator = ",";
    }
    buf_text(&array, *separator == '{' ? "{}" : "}");
    return array.data;
}

static struct fault check_words(const struct subject *subject, const char **text)
{
    const struct word *words = subject->field->words;
    struct fault found = check_string(subject);
    if (found.code)
        return found;
    const char *list = subject->node->text, *word = list;
    for (bool but = *list == '!';; word++) {
        if (but != (*word == '!'))
            return fault("invalid_format", "must have a ! before each of its words or before none");
        word += but;
        size_t length = strcspn(word, ",");
        if (!word_of(words, word, length))
            return fault("not_allowed", choices(subject->arena, words));
        if (*(word += length) == '\0')
            break;
    }
    *text = meant(subject->arena, words, list);
    return fits;
}

static struct fault check_names(const struct subject *subject, const char **text)
{
    const struct word *words = subject->field->words;
    struct fault found = check_string(subject);
    if (found.code)
        return found;
    struct buf names = buf_new(subject->arena);
    for (const char *list = subject->node->text;; list++) {
        size_t length = strcspn(list, ",");
        const struct word *word = word_of(words, list, length);
        if (!word)
            return fault("not_allowed", choices(subject->arena, words));
        buf_printf(&names, "%s%s", names.length ? " " : "", word->value);
        if (*(list += length) == '\0')
            break;
    }
    *text = names.data;
    return fits;
}

static check *const checks[] = {
    [F_TEXT] = check_text,         [F_LINES] = check_lines,     [F_SEARCH] = check_search,
    [F_LETTERS] = check_letters,   [F_EMAIL] = check_email,     [F_PASSWORD] = check_password,
    [F_USERNAME] = check_username, [F_INT] = check_int,         [F_ID] = check_int,
    [F_MONEY] = check_money,       [F_DECIMAL] = check_decimal, [F_RATE] = check_rate,
    [F_BOOL] = check_bool,         [F_DATE] = check_date,       [F_TIME] = check_time,
    [F_ENUM] = check_enum,         [F_WORDS] = check_words,     [F_NAMES] = check_names,
    [F_UUID] = check_uuid,         [F_ADDRESS] = check_lines, /* its form of one string */
};

/* The form in which a type's texts are kept; those of other types are read as they were sent. */
static const enum normal_form forms[F_JSON + 1] = {
    [F_TEXT] = NORMAL_LINE,     [F_LINES] = NORMAL_LINES, [F_SEARCH] = NORMAL_SEARCH,
    [F_LETTERS] = NORMAL_LINE,  [F_EMAIL] = NORMAL_LINE,  [F_USERNAME] = NORMAL_LINE,
    [F_ADDRESS] = NORMAL_LINES,
};

/* What is far too long is not worth the work: it is refused as it is. */
static bool is_hopeless(const struct field *field, const struct json *node)
{
    enum { BYTES_OF_ONE = 4 * 18 }; /* no character comes of more (UAX 15) */
    return (int64_t)node->length > field_bounds(field).most * BYTES_OF_ONE + BYTES_OF_ONE;
}

static struct json normal(struct arena *arena, const struct field *field, const struct json *node)
{
    struct json as = *node;
    if (node->type != JSON_STRING || !forms[field->type] || field->secret ||
        is_hopeless(field, node) || utf8_count(node->text, node->length) < 0)
        return as;
    as.text = normal_text(arena, node->text, node->length, forms[field->type]);
    as.length = strlen(as.text);
    return as;
}

struct fault field_check(struct arena *arena, const struct field *field, const struct json *node,
                         bool query, const char **text)
{
    struct json as = normal(arena, field, node);
    struct subject subject = {arena, field, &as, query};
    return checks[field->type](&subject, text);
}
