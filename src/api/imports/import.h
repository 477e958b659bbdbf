/* Loading CSV files: one way in for the route and for orderctl. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_IMPORTS_IMPORT_H
#define ORDERD_API_IMPORTS_IMPORT_H

#include "base/csv.h"
#include "gateway/route.h"

/* What can be imported: a row a noun. Lines are checked against `row` one by one, collected in
 * the table import_rows, and then judged and merged by statements over all of them. */
struct import_kind {
    const char *name;
    const struct schema *row; /* the columns: names and aliases of the file's first line, and what
                                 an address is made of: address_street */
    const char *passes;       /* columns of exports that can't be set, separated by spaces */
    enum query faults; /* answers line, column, code, detail, read and total, and drops the lines */
    enum query merge[2];  /* answers created, updated and unchanged; or import_id, with `pieces` */
    enum query take;      /* last of the transaction: locks, and answers faults of what it found */
    enum query pieces[2]; /* write what lies between two positions of import_changes */
    enum query preview;   /* what would be written, by line and cell: with `pieces` asked after the
                             merge, else before it */
    const char *belongs;  /* column: lines of one value are one thing, which a bad line spoils */
};

extern const struct import_kind import_categories, import_customers, import_orders, import_products;

enum { IMPORT_FAULTS_MOST = 1000 };

/* The column in which a file of lines that were refused says why; passed over when it comes back.
 */
#define IMPORT_REFUSED "refused"

/* What to say of one that is certain, though its end was not seen. */
#define IMPORT_GOES_ON                                                                             \
    "The file was taken whole and is being written; send it again to see that nothing is left."

struct import_fault {
    size_t line;
    const char *column; /* "" when it is the whole line */
    const char *code;
    const char *detail; /* what is wanted, and in brackets what was read */
};

struct import {
    const struct import_kind *kind;
    struct db *db;
    struct arena *arena;   /* the faults live here; what lines need is given back as they pass */
    struct values *values; /* what statements bind besides: me_id, request_id … */
    csv_source *source;    /* called with this struct */
    void *context;         /* the source's */
    bool partial;          /* import the good lines although others are bad */
    bool ignore_unknown;   /* pass over columns that are none of `row` */
    bool dry;              /* undo it, and tell `changes` */
    bool cut;              /* set by the source: the file ended too early */
    bool taken;            /* set when it is certain to be written, also after an error */

    /* What became of it. `faults` are the first of fault_count. */
    size_t lines, fault_count;
    struct import_fault faults[IMPORT_FAULTS_MOST];
    const struct rows *merged;  /* created, updated, unchanged */
    const struct rows *changes; /* of a dry run, the first: line, key, is_new, cells; else NULL */
};

/* Imports the whole file. E_IMPORT_REFUSED: there are faults and nothing was imported. Faults
 * without an error are of lines that were left out (`partial`), or of single fields that the world
 * did not allow any more when their line was written. Memory does not grow with the file. */
enum error import_run(struct import *import) __attribute__((warn_unused_result));

/* Writes all that imports have left to write, piece by piece; E_AGAIN: another process is at it, or
 * holds a row, and has not ended for a while. E_UNAVAILABLE: the database stays away. */
enum error import_write(struct db *db) __attribute__((warn_unused_result));

/* Writes one piece, if an interrupted import left any and nobody is at it; true when there was. */
bool import_resume(struct db *db);

extern const struct schema import_query, import_orders_query, import_out, order_row;

streamer category_import, customer_import, order_import, product_import; /* POST …/import */

#endif
