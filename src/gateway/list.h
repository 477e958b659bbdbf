/* Pages of rows: by number for people, by signed cursor for any depth at the same cost. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_LIST_H
#define ORDERD_GATEWAY_LIST_H

#include "db/db.h"
#include "db/statement.h"
#include "setting/errors.h"
#include "json/schema.h"

struct request;

/* One order of a list: its name in `sort`, the statement, and the column that leads it (NULL:
 * id alone). Rows answer `id` beside it, which breaks ties. */
struct sort {
    const char *name;
    enum query query;
    const char *key;
};

struct list {
    const struct sort *sorts; /* the first is the default; ended by a NULL name */
    enum query count;         /* answers `total`, counting at most 10,001 */
};

/* The query parameters of every list: page, limit, cursor, sort. */
extern const struct schema list_query;

/* How many statements list_plan adds, at most. */
enum { LIST_STATEMENTS = 3 };

/* Reads page, cursor and sort from the request's values and adds the list's statements to the
 * facts; the rows are answered from r->facts by list_reply. */
enum error list_plan(struct request *r, struct plan *facts) __attribute__((warn_unused_result));

/* Writes {"data": [...], ...} into the reply. `first` is the index of the list's first
 * statement in r->facts. */
void list_reply(struct request *r, size_t first);

#endif
