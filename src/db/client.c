/* What is asked of libpq without a statement. */
/* SPDX-License-Identifier: MIT */
#include "db/client.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool client_reaches(const char *conninfo, char *why, size_t size)
{
    const char *keys[] = {"dbname", "application_name", "connect_timeout", NULL};
    const char *texts[] = {conninfo, "orderctl", "3", NULL};
    PGconn *conn = PQconnectdbParams(keys, texts, 1);
    bool connected = PQstatus(conn) == CONNECTION_OK;
    if (!connected) {
        const char *message = PQerrorMessage(conn);
        snprintf(why, size, "%.*s", (int)strcspn(message, "\n"), message);
    }
    PQfinish(conn);
    return connected;
}

bool client_environment(const char *conninfo)
{
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    bool fine = options;
    for (const PQconninfoOption *option = options; fine && option->keyword; option++)
        if (option->val && option->envvar)
            fine = setenv(option->envvar, option->val, 1) == 0;
    PQconninfoFree(options);
    return fine;
}

char *client_user(struct arena *arena, const char *conninfo)
{
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    char *user = NULL;
    for (const PQconninfoOption *option = options; option && option->keyword; option++)
        if (option->val && strcmp(option->keyword, "user") == 0)
            user = arena_strdup(arena, option->val);
    PQconninfoFree(options);
    return user;
}

static bool is_place(const PQconninfoOption *option)
{
    return option->val && strcmp(option->keyword, "user") != 0 &&
           strcmp(option->keyword, "password") != 0 && strcmp(option->keyword, "dbname") != 0;
}

/* As libpq wants a value between quotes. */
static char *escaped(struct arena *arena, const char *value)
{
    char *text = arena_alloc(arena, 2 * strlen(value) + 1), *end = text;
    for (; *value; value++) {
        if (*value == '\'' || *value == '\\')
            *end++ = '\\';
        *end++ = *value;
    }
    *end = '\0';
    return text;
}

char *client_place(struct arena *arena, const char *conninfo)
{
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    char *place = options ? arena_strdup(arena, "") : NULL;
    for (const PQconninfoOption *option = options; place && option->keyword; option++)
        if (is_place(option))
            place = arena_printf(arena, "%s%s%s='%s'", place, *place ? " " : "", option->keyword,
                                 escaped(arena, option->val));
    PQconninfoFree(options);
    return place;
}
