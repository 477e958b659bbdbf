/* What is wrong with a file, and what was read there. */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>

#include "api/imports/run.h"
#include "base/utf8.h"

enum { READ_MOST = 60 };

/* What is wrong with it, and what was read: its beginning, on one line. */
static const char *with_read(struct arena *arena, const char *detail, const char *read)
{
    size_t length = 0, left = strlen(read);
    while (length < left && length < READ_MOST)
        length += utf8_step(read + length, left - length);
    char *text = arena_printf(arena, "%s (read: \"%.*s%s\")", detail, (int)length, read,
                              length < left ? "…" : "");
    for (char *at = text; *at; at++)
        *at = iscntrl((unsigned char)*at) ? ' ' : *at;
    return text;
}

void run_fault(struct import *import, struct import_fault fault, const char *read)
{
    if (import->fault_count++ >= IMPORT_FAULTS_MOST)
        return;
    fault.column = arena_strdup(import->arena, fault.column);
    fault.code = arena_strdup(import->arena, fault.code);
    fault.detail = read && *read ? with_read(import->arena, fault.detail, read)
                                 : arena_strdup(import->arena, fault.detail);
    import->faults[import->fault_count - 1] = fault;
}
