/* The companies of this host: the first, whose things have the plain names, and cells, each with a
 * name of its own, in which all of theirs are told apart. ctl->cell is that name; NULL: the first.
 */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_CELL_H
#define ORDERD_CTL_CELL_H

#include "ctl/ctl.h"

/* Has `ctl` act on the cell `name`, whether it is there or not. False after saying why not. */
bool cell_use(struct ctl *ctl, const char *name) __attribute__((warn_unused_result));

/* Their names, sorted, in the arena; ends with NULL. `which` is CELL_SETTINGS or CELL_KEPT. */
const char *const *cell_names(struct arena *arena, const char *which);

/* What a cell's settings are called, and what they are while the cell is removed. */
#define CELL_SETTINGS "orderd.conf"
#define CELL_KEPT "orderd.conf.removed"

/* The file `name` beside a cell's settings; of the first company: its settings, whatever the name.
 */
char *cell_file(struct arena *arena, const char *cell, const char *name);

/* Who has the site `host` already, of all but `ctl`'s own: "the first company", "the cell acme";
 * NULL: nobody. In the arena. */
const char *cell_of_host(struct ctl *ctl, const char *host);

/* In the arena: orderd and orderd_acme; the roles' names begin so, too. */
char *cell_database(struct arena *arena, const char *cell);

/* In the arena: of orderd.service orderd.service and orderd@acme.service. */
char *cell_unit(struct arena *arena, const char *cell, const char *unit);

/* In the arena: where nginx has the file `name` of a company's own. */
char *cell_site(struct arena *arena, const char *cell, const char *name);

#endif
