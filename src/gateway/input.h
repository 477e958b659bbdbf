/* What the caller sent, read and checked against the route's schemas. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_INPUT_H
#define ORDERD_GATEWAY_INPUT_H

#include "gateway/request.h"

/* Puts the fields of query string and body into r->values. An error lists every invalid field in
 * r->invalid; it is the gateway that decides when to answer it. */
enum error input_read(struct request *r) __attribute__((warn_unused_result));

/* Puts what was taken of fields into `values`, under the names by which statements bind it. */
void input_keep(struct values *values, const struct field_taken *taken);

#endif
