/* Read whenever it is needed: a secret that was replaced holds at once. */
/* SPDX-License-Identifier: MIT */
#include "base/secret_file.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"

static bool is_printable(const char *text)
{
    for (; *text; text++) {
        if (*text <= 0x20 || *text > 0x7e)
            return false;
    }
    return true;
}

bool secret_file_read(const char *path, char secret[SECRET_MOST])
{
    char line[SECRET_MOST] = "";
    FILE *file = *path ? fopen(path, "re") : NULL;
    if (file) {
        if (!fgets(line, sizeof line, file))
            *line = '\0';
        fclose(file);
    }
    size_t start = strspn(line, " \t\r\n");
    size_t length = strcspn(line + start, " \t\r\n");
    snprintf(secret, SECRET_MOST, "%.*s", (int)length, line + start);
    bool fine = length > 0 && strlen(line) < SECRET_MOST - 1 && is_printable(secret);
    if (!fine)
        log_event(LOG_ERROR, "secret can't be read", "file", path, NULL);
    return fine;
}
