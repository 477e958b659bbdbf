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
