/* One run over a file, as its parts share it: the first line, cells, faults. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_IMPORTS_RUN_H
#define ORDERD_API_IMPORTS_RUN_H

#include "api/imports/import.h"

struct run {
    struct import *import;
    struct csv *csv;
    size_t columns;
    const struct field *fields[CSV_FIELDS]; /* of the schema, by column; NULL: passed over */
    const struct field *parts[CSV_FIELDS];  /* of an address; NULL: all of the field */
    const char *names[CSV_FIELDS];          /* as the schema spells them, aliases among them */
    char mark;                              /* of decimals, once a number has shown it */
    size_t mark_line;
    struct arena *scratch; /* given back after each batch */
    struct buf batch;
    size_t batched;
};

/* Notes that a line is not as it should be; texts are copied. `read`: what stood there; NULL or "":
 * nothing, or all of the line. */
void run_fault(struct import *import, struct import_fault fault, const char *read);

/* Reads the first line: which column is which field. What is wrong with it is noted. */
void run_head(struct run *run);

/* A line as the API would be sent it, in `scratch`; what is wrong with single cells is noted. A
 * cell without more than blanks is a field that was not sent. */
struct json *run_line(struct run *run, const struct csv_record *record);

#endif
