/* Reading rows. */
/* SPDX-License-Identifier: MIT */
#include "gateway/route_traits.h"

#include <string.h>

bool route_changes(const struct route *route)
{
    return strcmp(route->method, "GET") != 0;
}

bool route_is_public(const struct route *route)
{
    return !(route->flags & R_PRIVATE);
}

bool route_takes_token(const struct route *route)
{
    return !(route->flags & R_NO_TOKEN);
}

bool route_takes_body(const struct route *route)
{
    return route->body || route->takes;
}

bool route_takes_key(const struct route *route)
{
    return route->flags & (R_CREATES | R_ENTRIES);
}

static bool is_versioned(const struct schema *answer)
{
    return answer && (answer->versioned || schema_field(answer, "version"));
}

/* One that answers nothing shows a thing only as `current`. */
bool route_takes_if_match(const struct route *route)
{
    bool versioned = route->flags & R_NO_CONTENT || is_versioned(route->answer);
    return route_changes(route) && !(route->flags & R_CREATES) && route->show && versioned;
}

bool route_is_open(const struct route *route)
{
    return route->role == ROLE_ANYONE && route->body;
}

bool route_is_relayed(const struct route *route)
{
    return route->flags & R_RELAYED;
}

bool route_answers_page(const struct route *route)
{
    enum query query = route_answers_with(route);
    return route->list || (query && statements[query].answers == ROWS_MANY);
}

bool route_answers_etag(const struct route *route)
{
    bool row = route_answers_with(route) && !route_answers_page(route);
    return (row && is_versioned(route->answer)) || route->flags & R_PUBLIC_CACHE;
}

bool route_takes_if_none_match(const struct route *route)
{
    return !route_changes(route) && route_answers_etag(route);
}

bool route_has_location(const struct route *route)
{
    size_t length = strlen(route->pattern);
    for (const struct route *other = routes; other < routes + route_count; other++) {
        if (!route_changes(other) && strncmp(other->pattern, route->pattern, length) == 0 &&
            strcmp(other->pattern + length, "/{id}") == 0)
            return route->flags & R_CREATES;
    }
    return false;
}

enum query route_answers_with(const struct route *route)
{
    if (route->flags & R_NO_CONTENT)
        return Q_NONE;
    if (route->show)
        return route->show;
    if (route->list)
        return route->list->sorts[0].query;
    for (int i = 2; i >= 0; i--) {
        if (route->write[i] && statements[route->write[i]].answers != ROWS_EXEC)
            return route->write[i];
    }
    if (route->handler)
        return Q_NONE;
    enum query last = Q_NONE;
    for (int i = 0; i < REQUEST_FACTS && route->facts[i]; i++)
        last = route->facts[i];
    return last;
}
