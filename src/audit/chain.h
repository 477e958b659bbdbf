/* What makes the chain of seals and what checks it have in common. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_AUDIT_CHAIN_H
#define ORDERD_AUDIT_CHAIN_H

#include "audit/seals.h"
#include "base/crypto.h"
#include "base/values.h"

enum { MAC = 16, HEAD_HEX = 2 * CRYPTO_HASH_BYTES, PLACE_BYTES = 8 };

/* Where a seal was made. A copy of the files has the same database and, once it takes writes,
 * another timeline; so has a standby that leads now, which is found at the same place. */
struct home {
    char database[40]; /* system identifier and oid; "": not known */
    long long timeline;
    char place[2 * PLACE_BYTES + 1]; /* a hash of where the settings lead */
};

/* What the functions here pass on; `arena` is emptied from batch to batch when verifying. */
struct chain {
    struct db *db;
    struct arena *arena;
    struct values values;
    uint8_t key[CRYPTO_KEY_BYTES];
    int64_t kept_id; /* of the head kept outside the database; 0: none */
    char kept_head[HEAD_HEX + 1];
    struct home kept_home, home;
};

/* Reads the kept head. */
void chain_open(struct chain *chain, struct db *db, struct arena *arena, struct keys *keys);

/* One statement with chain->values. */
enum error chain_ask(struct chain *chain, enum query query, const struct rows **rows)
    __attribute__((warn_unused_result));

/* Of a row's text, MAC bytes in hex. */
const char *chain_row_mac(struct chain *chain, const char *text);

/* A seal's head from the head before and what it seals, in hex. */
const char *chain_head(struct chain *chain, const char *before, const char *id, const char *ids,
                       const char *macs, const char *sealed_at);

/* What says of the seal with this head that its rows are in a file, in hex. */
const char *chain_archived_mac(struct chain *chain, const char *head);

/* The first of rows with seal_columns; id 0 if there is none. */
struct seal chain_seal(const struct rows *rows);

#endif
