/* Secrets that an operator keeps in files of their own, so that they stand in no settings. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_SECRET_FILE_H
#define ORDERD_BASE_SECRET_FILE_H

#include <stdbool.h>

enum { SECRET_MOST = 256 };

/* The first line of the file without the space around it. False when `path` is "" or can't be
 * read, or the line is empty, too long or not printable ASCII. */
bool secret_file_read(const char *path, char secret[SECRET_MOST])
    __attribute__((warn_unused_result));

#endif
