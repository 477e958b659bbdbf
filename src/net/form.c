/* Names and values of a form, escaped. */
/* SPDX-License-Identifier: MIT */
#include "net/form.h"

#include <string.h>

static void add_escaped(struct buf *form, const char *text)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._";
    for (; *text; text++) {
        if (*text == ' ')
            buf_char(form, '+');
        else if (strchr(plain, *text))
            buf_char(form, *text);
        else
            buf_printf(form, "%%%02X", (unsigned char)*text);
    }
}

void form_add(struct buf *form, const char *name, const char *value)
{
    if (!value)
        return;
    if (form->length)
        buf_char(form, '&');
    add_escaped(form, name);
    buf_char(form, '=');
    add_escaped(form, value);
}
