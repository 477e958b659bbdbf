/* POST …/import: the file is the body. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "api/imports/import.h"

static size_t body_bytes(void *context, char *bytes, size_t size)
{
    struct import *import = context;
    struct request *r = import->context;
    size_t got = request_read(r, bytes, size);
    import->cut = got < size && r->body_read < r->body_size;
    return got;
}

static void write_fault(struct json_writer *w, const struct import_fault *fault)
{
    json_int(w, "line", (int64_t)fault->line);
    json_text(w, "column", fault->column);
    json_text(w, "code", fault->code);
    json_text(w, "detail", fault->detail);
}

static size_t listed(const struct import *import)
{
    return import->fault_count < IMPORT_FAULTS_MOST ? import->fault_count : IMPORT_FAULTS_MOST;
}

static void write_changes(struct json_writer *w, const struct rows *changes)
{
    if (!changes) {
        json_raw(w, "changes", "null");
        return;
    }
    json_open(w, "changes", '[');
    for (size_t i = 0; i < rows_count(changes); i++) {
        json_open(w, NULL, '{');
        json_raw(w, "line", rows_text(changes, i, "line"));
        json_text(w, "key", rows_text(changes, i, "key"));
        json_raw(w, "is_new", rows_true(changes, i, "is_new") ? "true" : "false");
        json_raw(w, "cells", rows_text(changes, i, "cells"));
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void write_report(struct request *r, const struct import *import)
{
    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_int(&w, "lines", (int64_t)import->lines);
    json_raw(&w, "created", rows_text(import->merged, 0, "created"));
    json_raw(&w, "updated", rows_text(import->merged, 0, "updated"));
    json_raw(&w, "unchanged", rows_text(import->merged, 0, "unchanged"));
    json_int(&w, "error_count", (int64_t)import->fault_count);
    json_open(&w, "errors", '[');
    for (size_t i = 0; i < listed(import); i++) {
        json_open(&w, NULL, '{');
        write_fault(&w, &import->faults[i]);
        json_close(&w, '}');
    }
    json_close(&w, ']');
    write_changes(&w, import->changes);
    json_close(&w, '}');
}

/* As the errors of a problem, which tell where by a pointer. */
static void list_faults(struct request *r, const struct import *import)
{
    r->invalid.most = IMPORT_FAULTS_MOST;
    for (size_t i = 0; i < listed(import); i++) {
        const struct import_fault *fault = &import->faults[i];
        struct buf more = buf_new(r->arena);
        struct json_writer w = json_writer(&more);
        json_int(&w, "line", (int64_t)fault->line);
        json_text(&w, "column", fault->column);
        request_invalid(r, arena_printf(r->arena, "/%zu/%s", fault->line, fault->column),
                        fault->code, fault->detail, more.data);
    }
    r->detail = arena_printf(
        r->arena, "Nothing was imported: %zu errors%s.", import->fault_count,
        import->fault_count > IMPORT_FAULTS_MOST ? ", of which errors lists the first 1,000" : "");
}

static enum error upload(struct request *r, const struct import_kind *kind)
{
    struct import *import = arena_alloc(r->arena, sizeof *import);
    import->kind = kind;
    import->db = r->service->db;
    import->arena = r->arena;
    import->values = &r->values;
    import->source = body_bytes;
    import->context = r;
    import->partial = values_true(&r->values, P_PARTIAL);
    import->ignore_unknown = values_true(&r->values, P_IGNORE_UNKNOWN);
    import->dry = request_is_dry(r);
    if (import->dry)
        request_header(r, "Dry-Run", "true");
    enum error error = import_run(import);
    if (error == E_IMPORT_REFUSED)
        list_faults(r, import);
    if (error && import->taken) {
        r->detail = IMPORT_GOES_ON;
        return E_OUTCOME_UNKNOWN;
    }
    if (!error)
        write_report(r, import);
    return error;
}

enum error category_import(struct request *r)
{
    return upload(r, &import_categories);
}

enum error customer_import(struct request *r)
{
    return upload(r, &import_customers);
}

enum error order_import(struct request *r)
{
    return upload(r, &import_orders);
}

enum error product_import(struct request *r)
{
    return upload(r, &import_products);
}
