/* Loading CSV files: one way in for the route and for orderctl. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_IMPORT_H
#define ORDERD_API_IMPORT_H

#include "base/csv.h"
#include "gateway/route.h"

/* What can be imported: a row a noun. Lines are checked against `row` one by one, collected in
 * the table import_rows, and then judged and merged by statements over all of them. */
struct import_kind {
    const struct schema *row; /* the columns: names and aliases of the file's first line */
    const char *required;     /* names of the columns that no line may leave empty */
    enum query lock;          /* what the merge will change, in the order of locks */
    enum query faults;   /* answers line, column, code, detail and total, and drops the lines */
    enum query merge[2]; /* the last answers created, updated and unchanged */
};

extern const struct import_kind import_categories, import_customers, import_orders, import_products;

enum { IMPORT_FAULTS_MOST = 1000 };

struct import_fault {
    size_t line;
    const char *column; /* "" when it is the whole line */
    const char *code;
    const char *detail;
};

struct import {
    const struct import_kind *kind;
    struct db *db;
    struct arena *arena;   /* the faults live here; what lines need is given back as they pass */
    struct values *values; /* what statements bind besides: me_id, request_id … */
    csv_source *source;    /* called with this struct */
    void *context;         /* the source's */
    bool partial;          /* import the good lines although others are bad */
    bool cut;              /* set by the source: the file ended too early */

    /* What became of it. `faults` are the first of fault_count. */
    size_t lines, fault_count;
    struct import_fault faults[IMPORT_FAULTS_MOST];
    const struct rows *merged; /* created, updated, unchanged */
};

/* Imports the whole file in one transaction. E_IMPORT_REFUSED: there are faults and nothing was
 * imported. Memory does not grow with the file. */
enum error import_run(struct import *import) __attribute__((warn_unused_result));

extern const struct schema import_query, import_out;

streamer product_import; /* the body of POST /products/import */

#endif
