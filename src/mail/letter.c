/* The subject is filled apart from the text, so that no value of it can begin the text. */
/* SPDX-License-Identifier: MIT */
#include "mail/letter.h"

#include <string.h>

#include "base/words.h"
#include "mail/template.h"

static const char subject_word[] = "Subject:";

/* The text of the first language that has the kind. */
static const char *find(struct templates *from, const char *languages, const char *kind)
{
    size_t length;
    for (const char *word; (word = words_next(&languages, &length));) {
        from->language = arena_strndup(from->arena, word, length);
        const char *text = strchr(from->language, '/') ? NULL : template_read(from, kind, "txt");
        if (text)
            return text;
    }
    from->language = "en";
    return template_read(from, kind, "txt");
}

static bool fill(const struct templates *from, const char *text, const char *ending,
                 const struct json *data, const char **filled, const char **why)
{
    struct buf out = buf_new(from->arena);
    bool fine = template_fill(&out, from, text, ending, data, why);
    *filled = out.data;
    return fine;
}

/* What a section leaves out may leave blank lines: of several, one stays, and none at the ends. */
static const char *without_gaps(struct arena *arena, const char *text)
{
    struct buf out = buf_new(arena);
    text += strspn(text, "\n");
    for (int lines = 0; *text; text++) {
        lines = *text == '\n' ? lines + 1 : 0;
        if (lines <= 2)
            buf_char(&out, *text);
    }
    while (out.length > 1 && out.data[out.length - 2] == '\n')
        out.data[--out.length] = '\0';
    return out.data;
}

bool letter_make(struct arena *arena, const char *folders, const char *languages, const char *kind,
                 const struct json *data, struct letter *letter, const char **why)
{
    struct templates from = {.arena = arena, .folders = folders};
    const char *text = find(&from, languages, kind);
    const char *html = text ? template_read(&from, kind, "html") : NULL;
    *why = arena_printf(arena, "no template %s in %s", kind, folders);
    if (!text || !html)
        return false;
    *why = arena_printf(arena, "%s/%s.txt does not begin with \"%s\"", from.language, kind,
                        subject_word);
    if (strncmp(text, subject_word, strlen(subject_word)) != 0)
        return false;
    text += strlen(subject_word);
    text += strspn(text, " ");
    size_t line = strcspn(text, "\n");
    const char *rest = text + line + strspn(text + line, "\n");
    letter->language = from.language;
    if (!fill(&from, arena_strndup(arena, text, line), "txt", data, &letter->subject, why) ||
        !fill(&from, rest, "txt", data, &letter->text, why) ||
        !fill(&from, html, "html", data, &letter->html, why))
        return false;
    letter->text = without_gaps(arena, letter->text);
    return true;
}
