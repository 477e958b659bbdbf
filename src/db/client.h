/* A connection string outside of db: for PostgreSQL's own programs, and to ask why it fails. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DB_CLIENT_H
#define ORDERD_DB_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Connects once and hangs up; false with the server's or the library's reason, one line. */
bool client_reaches(const char *conninfo, char *why, size_t size)
    __attribute__((warn_unused_result));

/* Puts the connection string into this process's environment (PGHOST, PGDATABASE …), where
 * pg_dump, pg_restore and psql look: a password in it never stands in a command line. False when
 * it can't be read. */
bool client_environment(const char *conninfo) __attribute__((warn_unused_result));

/* Where `conninfo` leads, without whom it lets in and to which database: `user`, `password` and
 * `dbname` are not in it. In libpq's form key='value', in the arena; NULL: it is none. */
char *client_place(struct arena *arena, const char *conninfo) __attribute__((warn_unused_result));

/* The user that `conninfo` names, in the arena; NULL: none, or it is none. */
char *client_user(struct arena *arena, const char *conninfo) __attribute__((warn_unused_result));

#endif
