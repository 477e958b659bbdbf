/* The folder a backup is made in and unpacked to: database.dump, keys, MANIFEST. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_ARCHIVE_H
#define ORDERD_CTL_ARCHIVE_H

#include <stdbool.h>

#include "base/arena.h"

#define ARCHIVE_DUMP "database.dump"
#define ARCHIVE_KEYS "keys"
#define ARCHIVE_MANIFEST "MANIFEST"

/* A new private folder beside `path`, in the arena; NULL after saying why. */
char *archive_folder(struct arena *arena, const char *path) __attribute__((warn_unused_result));

/* Removes a folder and all in it. */
void archive_remove(const char *folder);

/* Writes the manifest: the format, the time, and the BLAKE2b-256 of each file. False
 * after saying why. */
bool archive_seal(struct arena *arena, const char *folder) __attribute__((warn_unused_result));

/* Holds an unpacked folder to its manifest: these files and no others, each as it was; makes
 * them private. *created is when it was made. */
bool archive_check(struct arena *arena, const char *folder, const char **created)
    __attribute__((warn_unused_result));

#endif
