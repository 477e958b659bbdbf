/* Where a company's things are. */
/* SPDX-License-Identifier: MIT */
#include "ctl/cell.h"

#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#ifndef ORDERD_CONF
#define ORDERD_CONF "/etc/orderd/orderd.conf"
#endif
#ifndef ORDERD_CELLS
#define ORDERD_CELLS "/etc/orderd/cells"
#endif
#ifndef ORDERD_NGINX_OWN
#define ORDERD_NGINX_OWN "/etc/nginx"
#endif

enum { NAME_MOST = 31 };

static bool is_name(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return islower((unsigned char)*name) && !name[length] && length <= NAME_MOST;
}

bool cell_use(struct ctl *ctl, const char *name)
{
    if (!is_name(name)) {
        ctl_fail("\"%s\" is no name of a cell: a small letter, then small letters, digits and -, "
                 "%d in all",
                 name, NAME_MOST);
        return false;
    }
    ctl->cell = name;
    ctl->path = cell_file(ctl->arena, name, CELL_SETTINGS);
    return true;
}

const char *const *cell_names(struct arena *arena, const char *which)
{
    glob_t found;
    const char *pattern = arena_printf(arena, ORDERD_CELLS "/*/%s", which);
    size_t count = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
    const char **names = arena_alloc(arena, (count + 1) * sizeof *names);
    for (size_t i = 0; i < count; i++) {
        const char *name = found.gl_pathv[i] + sizeof ORDERD_CELLS;
        names[i] = arena_printf(arena, "%.*s", (int)strcspn(name, "/"), name);
    }
    names[count] = NULL;
    globfree(&found);
    return names;
}

char *cell_file(struct arena *arena, const char *cell, const char *name)
{
    return cell ? arena_printf(arena, ORDERD_CELLS "/%s/%s", cell, name)
                : arena_strdup(arena, ORDERD_CONF);
}

/* What does not load can't be compared; nobody is served by it either. */
static bool has_host(struct arena *arena, const char *cell, const char *host)
{
    struct conf conf;
    char why[600];
    return conf_load(&conf, cell_file(arena, cell, CELL_SETTINGS), why, sizeof why) &&
           strcasecmp(conf_host(arena, &conf), host) == 0;
}

const char *cell_of_host(struct ctl *ctl, const char *host)
{
    if (ctl->cell && has_host(ctl->arena, NULL, host))
        return "the first company";
    for (const char *const *name = cell_names(ctl->arena, CELL_SETTINGS); *name; name++) {
        bool own = ctl->cell && strcmp(*name, ctl->cell) == 0;
        if (!own && has_host(ctl->arena, *name, host))
            return arena_printf(ctl->arena, "the cell %s", *name);
    }
    return NULL;
}

/* PostgreSQL's names do without "-", and a cell's without "_". */
char *cell_database(struct arena *arena, const char *cell)
{
    char *name = cell ? arena_printf(arena, "orderd_%s", cell) : arena_strdup(arena, "orderd");
    for (char *dash = name; (dash = strchr(dash, '-'));)
        *dash = '_';
    return name;
}

char *cell_unit(struct arena *arena, const char *cell, const char *unit)
{
    int before = (int)strcspn(unit, ".");
    return cell ? arena_printf(arena, "%.*s@%s%s", before, unit, cell, unit + before)
                : arena_strdup(arena, unit);
}

char *cell_site(struct arena *arena, const char *cell, const char *name)
{
    return cell ? arena_printf(arena, ORDERD_NGINX_OWN "/orderd/cells/%s/%s", cell, name)
                : arena_printf(arena, ORDERD_NGINX_OWN "/orderd/local/%s", name);
}
