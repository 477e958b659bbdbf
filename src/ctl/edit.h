/* Lines of settings changed in a file that is otherwise its owner's: orderd.conf, nginx/local. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_EDIT_H
#define ORDERD_CTL_EDIT_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"

struct edit {
    struct arena *arena;
    const char *path; /* where edit_save writes */
    char *text;
    bool is_new; /* `standard` was read */
    bool changed;
};

/* Reads `path` or, where it is not there yet, `standard`. False after saying why. */
bool edit_open(struct edit *edit, struct arena *arena, const char *path, const char *standard)
    __attribute__((warn_unused_result));

/* The first line of the setting `name`, or else the first with a "#" right before it, becomes
 * `name` and `rest`, as far to the right as it stood; without either it is added at the end. */
void edit_set(struct edit *edit, const char *name, const char *rest);

/* Writes what has changed, of that mode and group (-1: root's), all of it or
 * nothing. False after saying why. */
bool edit_save(struct edit *edit, mode_t mode, gid_t group) __attribute__((warn_unused_result));

#endif
