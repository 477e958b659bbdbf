/* The OpenAPI 3.1 document, made from the tables of routes, schemas and errors alone. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DESCRIBE_OPENAPI_OPENAPI_H
#define ORDERD_DESCRIBE_OPENAPI_OPENAPI_H

#include <stdio.h>

/* Writes the whole document as compact JSON; the same tables give the same bytes. */
void openapi_write(FILE *out);

#endif
