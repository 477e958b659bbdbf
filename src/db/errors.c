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
    {"departments_name_key", E_DEPARTMENT_TAKEN},
    {"idempotency_keys_pkey", E_AGAIN},   /* done meanwhile: the next round finds and replays it */
    {"orders_customer_id_fkey", E_AGAIN}, /* the next round knows which of them was quicker */
    {"orders_number_key", E_AGAIN},       /* the next round draws another number */
    {"payment_operations_one_open", E_AGAIN}, /* the next round sees what is open */
    {"products_reserved_within_on_hand", E_STOCK_BELOW_RESERVED},
    {"products_sku_key", E_SKU_TAKEN},
    {"shipping_rates_apart", E_SHIPPING_RATE_OVERLAPS},
    {"user_links_pkey", E_AGAIN}, /* linked meanwhile, by another request of theirs */
    {"users_email_key", E_EMAIL_TAKEN},
    {"users_username_key", E_USERNAME_TAKEN},
};

static const struct row states[] = {
    {"0A000", E_AGAIN},          /* cached plan outlived a migration; db prepares again */
    {"22003", E_INVALID_FIELDS}, /* a number that passed the schema but not the column */
    {"22021", E_NOT_FOUND},      /* not UTF-8: only a path can bring it this far */
    {"22P02", E_NOT_FOUND},      /* a malformed id; likewise only from a path */
    {"23503", E_CONFLICT},       /* still referenced, or what it refers to went away */
    {"23505", E_CONFLICT},       /* unique */
    {"23514", E_CONFLICT},       /* check */
    {"40001", E_AGAIN},          /* serialization failure */
    {"40P01", E_AGAIN},          /* deadlock */
    {"55P03", E_AGAIN},          /* lock_timeout */
    {"57014", E_OVERLOADED},     /* statement_timeout */
    {"57P01", E_UNAVAILABLE},    /* shutting down */
    {"57P02", E_UNAVAILABLE},    /* crashed elsewhere */
    {"57P03", E_UNAVAILABLE},    /* starting up */
    {"XX000", E_AGAIN},          /* a statement outlived the type it was made for; as 0A000 */
};

static const struct row *find(const struct row *table, size_t count, const char *name)
{
    for (size_t i = 0; name && i < count; i++) {
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    }
    return NULL;
}

enum error db_error(const char *sqlstate, const char *constraint, const char *message)
{
    if (!sqlstate)
        return E_UNAVAILABLE;
    if (strcmp(sqlstate, "ORDRD") == 0 && message)
        return error_named(message);

    const struct row *row = find(constraints, sizeof constraints / sizeof *constraints, constraint);
    if (!row)
        row = find(states, sizeof states / sizeof *states, sqlstate);
    return row ? row->error : E_INTERNAL;
}
