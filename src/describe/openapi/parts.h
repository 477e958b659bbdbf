/* What the files that write the OpenAPI document share; nothing else includes this. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DESCRIBE_OPENAPI_PARTS_H
#define ORDERD_DESCRIBE_OPENAPI_PARTS_H

#include "base/json_text.h"
#include "gateway/route_traits.h"

/* On which way a field travels: only what a client sends is held to bounds. */
enum way { IN_BODY, IN_QUERY, IN_REPLY };

/* A schema that the document defines once. One that is both sent and replied is defined as it
 * may be sent, since what was accepted is what is given back. */
struct component {
    const struct schema *schema;
    const struct field *fields; /* of the schema, as they are in it */
    enum way way;
    struct component *next;
};

struct document {
    struct arena *arena;
    struct json_writer w;
    struct component *first, *last;
};

/* ---- openapi_field.c ---- */

/* A field's type, bounds, default and examples, as members of the open object. */
void field_write_value(struct document *d, const struct field *field, enum way way);
/* What there is to say about a field, in the arena. */
const char *field_description(struct document *d, const struct field *field, enum way way);
/* A value of the field as JSON, for an example of what it stands in. */
const char *field_example(struct document *d, const struct field *field);

/* ---- openapi_schema.c ---- */

/* The schema's fields as they are in it, ended by a NULL name, in the arena: what they say of other
 * uses is left out. */
const struct field *fields_of(struct document *d, const struct schema *schema);
/* Sees to it that a schema, and those in it, are defined. */
void component_add(struct document *d, const struct schema *schema, enum way way);
/* "$ref" to a defined schema, as a member of the open object. */
void component_refer(struct document *d, const struct schema *schema);
void components_write_schemas(struct document *d);

/* ---- openapi_operation.c ---- */

/* What a route answers: its schema, a page of it, or NULL. Defines it when that is new. */
const struct schema *answer_schema(struct document *d, const struct route *route);
/* The parameters that stand in a path. */
void path_write_parameters(struct document *d, const struct route *route);
void operation_write(struct document *d, const struct route *route);

/* ---- events.c ---- */

/* Sees to it that what events say is defined. */
void events_collect(struct document *d);
/* `webhooks`: each event as the request that a receiver is sent (OpenAPI 3.1). */
void events_write(struct document *d);

/* ---- openapi_header.c ---- */

/* References to the headers that a route takes, as items of the open array. */
void headers_write_taken(struct document *d, const struct route *route);
/* `headers` of a reply; of a refusal when `route` is NULL. */
void headers_write_given(struct document *d, const struct route *route, int status);
/* components/parameters and components/headers */
void components_write_headers(struct document *d);

/* ---- openapi_problem.c ---- */

extern const struct schema problem_schema;

/* Members of `responses` for every status with which a route may refuse. */
void problems_write(struct document *d, const struct route *route);
/* components/responses */
void components_write_problems(struct document *d);

#endif
