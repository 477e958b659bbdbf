/* What follows from a route's row, for who obeys it and for who tells of it. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_ROUTE_TRAITS_H
#define ORDERD_GATEWAY_ROUTE_TRAITS_H

#include "gateway/route.h"

bool route_is_public(const struct route *route);   /* the world may ask it */
bool route_changes(const struct route *route);     /* it is none that only reads */
bool route_takes_token(const struct route *route); /* who asks is looked at */
bool route_takes_body(const struct route *route);  /* as fields or as a stream */
bool route_takes_key(const struct route *route);   /* Idempotency-Key */
bool route_takes_if_match(const struct route *route);
bool route_takes_if_none_match(const struct route *route);
bool route_is_open(const struct route *route);      /* takes a body of anyone */
bool route_is_relayed(const struct route *route);   /* the relay answers, orderd lets in */
bool route_answers_page(const struct route *route); /* of rows */
bool route_answers_etag(const struct route *route); /* of what is in the body */
bool route_has_location(const struct route *route); /* what it makes is found behind its path */

/* The statement whose rows it answers with, or Q_NONE. */
enum query route_answers_with(const struct route *route);

#endif
