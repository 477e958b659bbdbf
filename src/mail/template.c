/* One pass over the text; a section is filled by reading it again for each of its items. */
/* SPDX-License-Identifier: MIT */
#include "mail/template.h"

#include <stdio.h>
#include <string.h>

#include "mail/tongue.h"

enum { FILE_MOST = 256 * 1024, DEPTH_MOST = 16 };

/* An item and what it is within. */
struct scope {
    const struct json *value;
    const struct scope *around;
    int depth;
};

struct filler {
    struct buf *out;
    const struct templates *from;
    const struct tongue *tongue;
    const char *ending;
    bool html;
    const char **why;
};

/* One "{{…}}": its mark ('\0' for a value) and word, and where the text goes on behind it. */
struct tag {
    const char *start, *end;
    char mark;
    const char *name;   /* in the arena */
    const char *filter; /* or NULL */
    bool alone;         /* on its line */
};

static bool complain(const struct filler *f, const char *what, const char *about)
{
    *f->why = arena_printf(f->out->arena, "%s: %s", what, about);
    return false;
}

/* ---- files ---- */

static const char *read_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    struct buf text = buf_new(arena);
    char bytes[4096];
    for (size_t length; text.length < FILE_MOST && (length = fread(bytes, 1, sizeof bytes, file));)
        buf_add(&text, bytes, length);
    fclose(file);
    return text.data;
}

const char *template_read(const struct templates *from, const char *name, const char *ending)
{
    for (const char *folder = from->folders; *folder;) {
        int length = (int)strcspn(folder, ":");
        const char *path = arena_printf(from->arena, "%.*s/%s/%s.%s", length, folder,
                                        from->language, name, ending);
        const char *text = length > 0 ? read_file(from->arena, path) : NULL;
        if (text)
            return text;
        folder += length;
        folder += *folder == ':';
    }
    return NULL;
}

/* ---- values ---- */

static const struct json *member_of(const struct json *value, const char *name)
{
    const char *dot = strchr(name, '.');
    if (!value || value->type != JSON_OBJECT)
        return NULL;
    for (const struct json *child = value->first; child; child = child->next) {
        size_t length = dot ? (size_t)(dot - name) : strlen(name);
        if (strlen(child->name) == length && strncmp(child->name, name, length) == 0)
            return dot ? member_of(child, dot + 1) : child;
    }
    return NULL;
}

static const struct json *look_up(const struct scope *scope, const char *name)
{
    if (strcmp(name, ".") == 0)
        return scope->value;
    for (; scope; scope = scope->around) {
        const struct json *found = member_of(scope->value, name);
        if (found)
            return found;
    }
    return NULL;
}

static bool is_there(const struct json *value)
{
    if (!value || value->type == JSON_NULL)
        return false;
    if (value->type == JSON_ARRAY)
        return value->count > 0;
    if (value->type == JSON_BOOL)
        return strcmp(value->text, "true") == 0;
    return value->type == JSON_OBJECT || *value->text;
}

static void add_escaped(struct buf *out, char c)
{
    static const char *const entities[] = {
        ['"'] = "&quot;", ['&'] = "&amp;", ['\''] = "&#39;", ['<'] = "&lt;", ['>'] = "&gt;"};
    unsigned char byte = (unsigned char)c;
    if (byte < sizeof entities / sizeof *entities && entities[byte])
        buf_text(out, entities[byte]);
    else
        buf_char(out, c);
}

static void add_value(const struct filler *f, const char *text, bool lines)
{
    for (; *text; text++) {
        if (f->html && lines && *text == '\n')
            buf_text(f->out, "<br>\n");
        else if (f->html)
            add_escaped(f->out, *text);
        else
            buf_char(f->out, *text);
    }
}

static const char *currency_of(const struct scope *scope)
{
    const struct json *currency = look_up(scope, "currency");
    return currency && currency->text ? currency->text : "";
}

static bool fill_value(const struct filler *f, const struct tag *tag, const struct scope *scope)
{
    const struct json *value = look_up(scope, tag->name);
    const char *text = value && value->text ? value->text : "", *filter = tag->filter;
    struct arena *arena = f->out->arena;
    if (!filter || strcmp(filter, "lines") == 0)
        add_value(f, text, filter);
    else if (strcmp(filter, "money") == 0)
        add_value(f, tongue_money(arena, f->tongue, text, currency_of(scope)), false);
    else if (strcmp(filter, "number") == 0)
        add_value(f, tongue_number(arena, f->tongue, text), false);
    else if (strcmp(filter, "date") == 0)
        add_value(f, tongue_date(arena, f->tongue, text), false);
    else if (strcmp(filter, "moment") == 0)
        add_value(f, tongue_moment(arena, f->tongue, text), false);
    else
        return complain(f, "there is no such way to write a value", filter);
    return true;
}

/* ---- tags ---- */

/* Blanks alone before it on its line, and behind it. */
static bool stands_alone(const char *text, const struct tag *tag)
{
    const char *before = tag->start, *behind = tag->end;
    while (before > text && (before[-1] == ' ' || before[-1] == '\t'))
        before--;
    behind += strspn(behind, " \t\r");
    return (before == text || before[-1] == '\n') && (*behind == '\n' || *behind == '\0');
}

/* The next tag of `at`, within `text`. False: there is none. A name is NULL when it has no end. */
static bool next_tag(const struct filler *f, const char *text, const char *at, struct tag *tag)
{
    *tag = (struct tag){.start = strstr(at, "{{")};
    if (!tag->start)
        return false;
    const char *word = tag->start + 2, *close = strstr(word, "}}");
    if (!close)
        return true;
    tag->end = close + 2;
    if (strchr("#^/>!", *word))
        tag->mark = *word++;
    word += strspn(word, " \t\n");
    size_t length = strcspn(word, " \t\n}");
    tag->name = arena_strndup(f->out->arena, word, length);
    word += length + strspn(word + length, " \t\n");
    if (word < close && tag->mark == '\0')
        tag->filter = arena_strndup(f->out->arena, word, strcspn(word, " \t\n}"));
    tag->alone = tag->mark && stands_alone(text, tag);
    return true;
}

/* Where the text before the tag ends, and where it goes on behind it. */
static const char *before(const struct tag *tag, const char *at)
{
    const char *end = tag->start;
    while (tag->alone && end > at && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return end;
}

static const char *behind(const struct tag *tag)
{
    const char *end = tag->end;
    if (tag->alone) {
        end += strspn(end, " \t\r");
        end += *end == '\n';
    }
    return end;
}

/* The tag that closes the section that `opening` opened. */
static bool closing_tag(const struct filler *f, const char *text, const struct tag *opening,
                        struct tag *tag)
{
    int open = 1;
    for (const char *at = opening->end; next_tag(f, text, at, tag) && tag->name; at = tag->end) {
        if (tag->mark == '#' || tag->mark == '^')
            open++;
        if (tag->mark == '/' && --open == 0)
            return strcmp(tag->name, opening->name) == 0 ||
                   complain(f, "closes another section than the one that is open", tag->name);
    }
    return complain(f, "is not closed", opening->name);
}

static bool fill(const struct filler *f, const char *text, const struct scope *scope);

static bool fill_within(const struct filler *f, const char *text, const struct json *value,
                        const struct scope *around)
{
    const struct scope scope = {value, around, around->depth + 1};
    return fill(f, text, &scope);
}

static bool fill_section(const struct filler *f, const char *inner, const struct tag *tag,
                         const struct scope *scope)
{
    const struct json *value = look_up(scope, tag->name);
    if (is_there(value) != (tag->mark == '#'))
        return true;
    if (tag->mark == '^' || value->type != JSON_ARRAY)
        return fill_within(f, inner, tag->mark == '#' ? value : NULL, scope);
    for (const struct json *item = value->first; item; item = item->next)
        if (!fill_within(f, inner, item, scope))
            return false;
    return true;
}

static bool fill_file(const struct filler *f, const char *name, const struct scope *scope)
{
    const char *text = template_read(f->from, name, f->ending);
    if (!text)
        return complain(
            f, "there is no such file",
            arena_printf(f->out->arena, "%s/%s.%s", f->from->language, name, f->ending));
    return fill_within(f, text, NULL, scope);
}

/* What a tag stands for; *at is moved behind it. */
static bool fill_tag(const struct filler *f, const char *text, const struct tag *tag,
                     const struct scope *scope, const char **at)
{
    struct tag closing;
    *at = behind(tag);
    switch (tag->mark) {
    case '\0':
        return fill_value(f, tag, scope);
    case '!':
        return true;
    case '>':
        return fill_file(f, tag->name, scope);
    case '/':
        return complain(f, "closes what is not open", tag->name);
    }
    if (!closing_tag(f, text, tag, &closing))
        return false;
    const char *inner = *at, *end = before(&closing, inner);
    *at = behind(&closing);
    return fill_section(f, arena_strndup(f->out->arena, inner, (size_t)(end - inner)), tag, scope);
}

static bool fill(const struct filler *f, const char *text, const struct scope *scope)
{
    const char *at = text;
    struct tag tag;
    if (scope->depth > DEPTH_MOST)
        return complain(f, "too deep", "a file that holds itself?");
    while (next_tag(f, text, at, &tag)) {
        if (!tag.name)
            return complain(f, "lacks its }}",
                            arena_strndup(f->out->arena, tag.start, strnlen(tag.start, 20)));
        buf_add(f->out, at, (size_t)(before(&tag, at) - at));
        if (!fill_tag(f, text, &tag, scope, &at))
            return false;
    }
    buf_text(f->out, at);
    return true;
}

bool template_fill(struct buf *out, const struct templates *from, const char *text,
                   const char *ending, const struct json *data, const char **why)
{
    const struct filler filler = {.out = out,
                                  .from = from,
                                  .tongue = tongue_named(from->language),
                                  .ending = ending,
                                  .html = strcmp(ending, "html") == 0,
                                  .why = why};
    const struct scope scope = {.value = data};
    return fill(&filler, text, &scope);
}
