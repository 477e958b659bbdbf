/* Who still lives is told by the names of the sessions, which end with a version (db/connect.c). */
/* SPDX-License-Identifier: MIT */
#include "ctl/contract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/migrate.h"
#include "ctl/program.h"
#include "db/client.h"

/* ---- the plan ---- */

bool version_is_before(const char *version, const char *than)
{
    for (;;) {
        char *a, *b;
        long left = strtol(version, &a, 10), right = strtol(than, &b, 10);
        if (left != right || *b != '.')
            return left < right;
        version = *a == '.' ? a + 1 : "";
        than = b + 1;
    }
}

static void consider(struct arena *arena, const char *line, const char *done,
                     struct contract *found)
{
    static const char mark[] = "> # Contract, since ";
    const char *name = arena_printf(arena, "%.*s", (int)strcspn(line, " "), line);
    const char *note = strstr(line, mark);
    if (!note || migrations_have(done, name))
        return;
    const char *since = note + sizeof mark - 1;
    since = arena_printf(arena, "%.*s", (int)strspn(since, "0123456789."), since);
    if (!found->change || version_is_before(found->since, since))
        *found = (struct contract){name, since};
}

bool contract_find(struct arena *arena, const char *path, const char *done, struct contract *found)
{
    char *line = NULL;
    size_t size = 0;
    FILE *plan = fopen(path, "re");
    *found = (struct contract){NULL, NULL};
    if (!plan)
        return false;
    while (getline(&line, &size, plan) > 0)
        consider(arena, line, done, found);
    free(line);
    fclose(plan);
    return true;
}

/* ---- who lives ---- */

/* "4 of 0.1.0 at 192.0.2.5, 2 of no version at 192.0.2.6"; "" for none. */
static const char *too_old(struct arena *arena, char *lines, const char *since)
{
    struct buf text = buf_new(arena);
    buf_text(&text, "");
    for (char *rest = lines, *line; (line = strsep(&rest, "\n"));) {
        const char *version = strsep(&line, "|"), *address = strsep(&line, "|");
        if (line && version_is_before(version, since))
            buf_printf(&text, "%s%s of %s at %s", text.length ? ", " : "", line,
                       *version ? version : "no version", address);
    }
    return text.data;
}

bool contract_may_run(struct ctl *ctl, const struct contract *contract)
{
    /* As the application, whose own sessions alone tell from where they are: version|address|count.
     */
    char *lines = program_ask(ctl->arena, ctl->conf.database, statements[Q_WORKING_SESSIONS].sql);
    if (!lines)
        return false;
    const char *old = too_old(ctl->arena, lines, contract->since);
    if (*old)
        ctl_fail("%s takes away what versions before %s use, and of their sessions there are %s: "
                 "bring these hosts to %s first, or stop orderd and orderd-relay there",
                 contract->change, contract->since, old, contract->since);
    return !*old;
}
