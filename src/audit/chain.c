/* What the chain of seals is made of: macs, heads, the head that is kept. */
/* SPDX-License-Identifier: MIT */
#include "audit/chain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT_MOST = 256 };

/* The kept line is "<seal> <head>" and the home; without one, as Q_SEAL_KEPT has it, whichever
 * database holds that seal goes on from it. */
void chain_open(struct chain *chain, struct db *db, struct arena *arena, struct keys *keys)
{
    static const char purpose[] = "orderd audit log";
    char line[KEPT_MOST];
    *chain = (struct chain){.db = db, .arena = arena, .values = values_new(arena, P_COUNT)};
    crypto_hash_raw(chain->key, purpose, sizeof purpose - 1, keys_secret(keys));
    if (keys_read_head(keys, line, sizeof line)) {
        struct home *home = &chain->kept_home;
        char *head;
        chain->kept_id = strtoll(line, &head, 10);
        sscanf(head, " %64s %39s %lld %16s", chain->kept_head, home->database, &home->timeline,
               home->place);
    }
}

enum error chain_ask(struct chain *chain, enum query query, const struct rows **rows)
{
    struct plan plan = {0};
    plan_add(&plan, query);
    return db_run(chain->db, chain->arena, &plan, &chain->values, rows);
}

static const char *mac_of(struct chain *chain, const char *what, const char *text, size_t bytes)
{
    uint8_t mac[CRYPTO_HASH_BYTES];
    const char *whole = arena_printf(chain->arena, "%s\n%s", what, text);
    crypto_hash_raw(mac, whole, strlen(whole), chain->key);
    return crypto_hex(chain->arena, mac, bytes);
}

const char *chain_row_mac(struct chain *chain, const char *text)
{
    return mac_of(chain, "row", text, MAC);
}

const char *chain_head(struct chain *chain, const char *before, const char *id, const char *ids,
                       const char *macs, const char *sealed_at)
{
    const char *text =
        arena_printf(chain->arena, "%s\n%s\n%s\n%s\n%s", before, id, ids, macs, sealed_at);
    return mac_of(chain, "seal", text, CRYPTO_HASH_BYTES);
}

const char *chain_archived_mac(struct chain *chain, const char *head)
{
    return mac_of(chain, "archived", head, CRYPTO_HASH_BYTES);
}

struct seal chain_seal(const struct rows *rows)
{
    if (rows_count(rows) == 0)
        return (struct seal){.head = ""};
    return (struct seal){.id = rows_int(rows, 0, "id"),
                         .last_id = rows_int(rows, 0, "last_id"),
                         .rows = strlen(rows_text(rows, 0, "row_macs")) / (2 * MAC),
                         .head = rows_text(rows, 0, "head")};
}
