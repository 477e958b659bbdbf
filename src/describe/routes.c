/* Rows of routes as lines. */
/* SPDX-License-Identifier: MIT */
#include "describe/routes.h"

#include <string.h>

#include "gateway/route.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void write_flags(FILE *out, unsigned flags)
{
    static const struct {
        enum route_flags flag;
        const char *word;
    } words[] = {
        {R_PUBLIC_CACHE, "public_cache"},
        {R_CREATES, "creates"},
        {R_NO_TOKEN, "no_token"},
        {R_NO_DB, "no_db"},
        {R_BODY_OPTIONAL, "body_optional"},
        {R_NO_CONTENT, "no_content"},
        {R_SESSION, "session"},
        {R_ENTRIES, "entries"},
        {R_OWN, "own"},
        {R_HASHES, "hashes"},
        {R_PRIVATE, "private"},
        {R_RELAYED, "relayed"},
        {R_REPLICA, "replica"},
    };
    for (size_t i = 0; i < COUNT(words); i++) {
        if (flags & words[i].flag)
            fprintf(out, " %s", words[i].word);
    }
}

static void write_word(FILE *out, const char *name, const char *value)
{
    if (value)
        fprintf(out, " %s=%s", name, value);
}

static void write_schema(FILE *out, const char *name, const struct schema *schema)
{
    write_word(out, name, schema ? schema->name : NULL);
}

static void write_statements(FILE *out, const char *name, const enum query *list, size_t size)
{
    for (size_t i = 0; i < size && list[i]; i++) {
        if (i == 0)
            fprintf(out, " %s=", name);
        fprintf(out, "%s%s", i ? "," : "", statements[list[i]].name);
    }
}

static void write_route(FILE *out, const struct route *route)
{
    fprintf(out, "%-6s %-43s %-8s %-8s", route->method, route->pattern, role_name(route->role),
            pools[route->pool].name);
    write_flags(out, route->flags);
    write_word(out, "limit", route->limit);
    write_schema(out, "query", route->query);
    write_schema(out, "body", route->body);
    write_word(out, "takes", route->takes);
    if (route->set.name)
        fprintf(out, " set=%s:%s", parameter_names[route->set.name], route->set.text);
    write_statements(out, "facts", route->facts, COUNT(route->facts));
    if (route->list)
        write_word(out, "list", statements[route->list->sorts[0].query].name);
    if (route->plans)
        fprintf(out, " plans=%u", route->plans);
    write_statements(out, "write", route->write, COUNT(route->write));
    write_statements(out, "show", &route->show, 1);
    if (route->status)
        fprintf(out, " status=%d", route->status);
    write_word(out, "gives", route->gives);
    write_schema(out, "answer", route->answer);
    fputc('\n', out);
}

void routes_write(FILE *out)
{
    for (const struct route *route = routes; route < routes + route_count; route++)
        write_route(out, route);
}
