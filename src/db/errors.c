/* SQLSTATEs and constraint names, each with the error it stands for. */
/* SPDX-License-Identifier: MIT */
#include "db/errors.h"

#include <stddef.h>
#include <string.h>

struct row {
    const char *name;
    enum error error;
};

/* Constraints that a request can run into although the rules looked right. */
static const struct row constraints[] = {
    {"audit_seals_pkey", E_AGAIN}, /* another orderctl was quicker */
    {"categories_name_key", E_CATEGORY_TAKEN},
    {"categories_spelling_key", E_CATEGORY_TAKEN},
    {"customers_vat_id_needed", E_VAT_ID_NEEDED},
    {"departments_name_key", E_DEPARTMENT_TAKEN},
    {"departments_spelling_key", E_DEPARTMENT_TAKEN},
    {"discount_codes_code_key", E_DISCOUNT_CODE_TAKEN},
    {"idempotency_keys_pkey", E_AGAIN},   /* done meanwhile: the next round finds and replays it */
    {"orders_customer_id_fkey", E_AGAIN}, /* the next round knows which of them was quicker */
    {"orders_number_key", E_AGAIN},       /* the next round draws another number */
    {"payment_operations_one_open", E_AGAIN}, /* the next round sees what is open */
    {"products_reserved_within_on_hand", E_STOCK_BELOW_RESERVED},
    {"products_sku_key", E_SKU_TAKEN},
    {"products_spelling_key", E_SKU_TAKEN},
    {"shipping_rates_apart", E_SHIPPING_RATE_OVERLAPS},
    {"tax_class_form", E_INVALID_FIELDS},
    {"tax_rates_apart", E_TAX_RATE_OVERLAPS},
    {"user_links_pkey", E_AGAIN}, /* linked meanwhile, by another request of theirs */
    {"users_email_key", E_EMAIL_TAKEN},
    {"users_username_key", E_USERNAME_TAKEN},
    {"views_name_key", E_VIEW_TAKEN},
};

/* By SQLSTATE or its beginning; the first that fits. */
static const struct state {
    const char *begins;
    enum error error;
    enum connection_left leaves;
} states[] = {
    {"08", E_UNAVAILABLE, CONNECTION_LOST},       /* connection exceptions */
    {"0A000", E_AGAIN, CONNECTION_OUTLIVED},      /* a cached plan outlived a migration */
    {"22003", E_INVALID_FIELDS, CONNECTION_GOOD}, /* passed the schema, but not the column */
    {"23503", E_CONFLICT, CONNECTION_GOOD}, /* still referenced, or what it refers to went away */
    {"23505", E_CONFLICT, CONNECTION_GOOD}, /* unique */
    {"23514", E_CONFLICT, CONNECTION_GOOD}, /* check */
    {"25006", E_UNAVAILABLE, CONNECTION_READ_ONLY}, /* a primary that became a standby */
    {"25P03", E_UNAVAILABLE, CONNECTION_LOST},      /* idle in a transaction for too long */
    {"40001", E_AGAIN, CONNECTION_GOOD},            /* serialization failure */
    {"40P01", E_AGAIN, CONNECTION_GOOD},            /* deadlock */
    {"53300", E_UNAVAILABLE, CONNECTION_LOST},      /* too many connections */
    {"53", E_UNAVAILABLE, CONNECTION_GOOD},         /* out of memory, of disk */
    {"55P03", E_LOCKED, CONNECTION_GOOD},           /* lock_timeout */
    {"57014", E_TOO_SLOW, CONNECTION_GOOD},         /* statement_timeout */
    {"57P", E_UNAVAILABLE, CONNECTION_LOST},        /* shutting down, crashed, starting up, gone */
    {"XX000", E_AGAIN, CONNECTION_OUTLIVED}, /* a statement outlived the type it was made for */
};

static const struct row *find_constraint(const char *name)
{
    for (size_t i = 0; name && i < sizeof constraints / sizeof *constraints; i++) {
        if (strcmp(constraints[i].name, name) == 0)
            return &constraints[i];
    }
    return NULL;
}

static const struct state *find_state(const char *sqlstate)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (strncmp(sqlstate, states[i].begins, strlen(states[i].begins)) == 0)
            return &states[i];
    }
    return NULL;
}

enum error db_error(const char *sqlstate, const char *constraint, const char *message)
{
    if (!sqlstate)
        return E_UNAVAILABLE;
    if (strcmp(sqlstate, "ORDRD") == 0 && message)
        return error_named(message);

    const struct row *row = find_constraint(constraint);
    if (row)
        return row->error;
    const struct state *state = find_state(sqlstate);
    return state ? state->error : E_INTERNAL;
}

enum connection_left db_error_leaves(const char *sqlstate)
{
    const struct state *state = sqlstate ? find_state(sqlstate) : NULL;
    return !sqlstate ? CONNECTION_LOST : state ? state->leaves : CONNECTION_GOOD;
}
