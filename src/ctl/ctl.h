/* What every command of orderctl works with. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_CTL_H
#define ORDERD_CTL_CTL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/values.h"
#include "db/db.h"
#include "identity/keys.h"
#include "setting/conf.h"
#include "json/schema.h"

/* How long a command waits for what requests hold. */
enum { CTL_LOCK_MS = 10000 };

enum ctl_exit { CTL_OK = 0, CTL_FAILED = 1, CTL_USAGE = 2 };

struct ctl {
    struct arena *arena;
    const char *path;     /* of the settings file, NULL: none */
    const char *cell;     /* whose name it is, NULL: the first company (ctl/cell.h) */
    struct conf conf;     /* filled unless the command does without */
    struct values values; /* the command's options, and what statements bind */
    struct db *db;        /* NULL until ctl_database */
};

/* One command; the table of them is in orderctl.c. */
struct command {
    const char *name; /* one or two words */
    const char *arguments;
    enum ctl_exit (*run)(struct ctl *ctl);
    const struct schema *options; /* NULL: none; --first-name is the field first_name */
    const char *operand;          /* the option whose "--name" is left out, or NULL */
    bool no_settings;
    const char *help;
};

/* "orderctl: …" on stderr; CTL_FAILED. */
enum ctl_exit ctl_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Fills ctl->conf; false with one line in *why. */
bool ctl_settings(struct ctl *ctl, char *why, size_t size) __attribute__((warn_unused_result));

/* Connects as the application; false after saying why. */
bool ctl_database(struct ctl *ctl) __attribute__((warn_unused_result));

/* The same as the owner, who may do what the application may not. */
bool ctl_owner(struct ctl *ctl) __attribute__((warn_unused_result));

/* The keys folder's, for keys_close; NULL after saying why. */
struct keys *ctl_keys(struct ctl *ctl) __attribute__((warn_unused_result));

/* db_run_again with ctl->values; false after saying why. */
bool ctl_run(struct ctl *ctl, const struct plan *plan, const struct rows *rows[])
    __attribute__((warn_unused_result));

/* One statement's rows, or NULL after saying why. */
const struct rows *ctl_ask(struct ctl *ctl, enum query query) __attribute__((warn_unused_result));

#endif
