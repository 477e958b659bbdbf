/* Templates without logic, after Mustache: what differs from mail to mail stands in braces.
 *
 *   {{name}}  {{item.name}}  {{.}}   a value; a name is looked for from the innermost item outwards
 *   {{total money}}                  the same, written as the language does: money, number, date,
 *                                    moment; lines keeps line breaks in HTML
 *   {{#name}} … {{/name}}            for each item of a list; once for anything else that is there
 *   {{^name}} … {{/name}}            when it is not: null, false, "", an empty list, unknown
 *   {{> file}}                       another file of the same folder and ending
 *   {{! remark }}                    nothing
 *
 * What is no value and stands alone on its line leaves no line. In HTML every value is escaped. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_MAIL_TEMPLATE_H
#define ORDERD_MAIL_TEMPLATE_H

#include <stdbool.h>

#include "base/buf.h"
#include "json/read.h"

/* Where the files of one language are looked for. */
struct templates {
    struct arena *arena;
    const char *folders;  /* separated by colons; the first that has a file gives it */
    const char *language; /* the folder in them: "de" */
};

/* The text of FOLDER/LANGUAGE/NAME.ENDING in the arena, or NULL when no folder has it. */
const char *template_read(const struct templates *from, const char *name, const char *ending);

/* Fills `text` with what `data`, an object, has. False with one line in *why, in the arena. */
bool template_fill(struct buf *out, const struct templates *from, const char *text,
                   const char *ending, const struct json *data, const char **why)
    __attribute__((warn_unused_result));

#endif
