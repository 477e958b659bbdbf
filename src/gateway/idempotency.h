/* Safe retries: one key, one order, however often it is asked. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_IDEMPOTENCY_H
#define ORDERD_GATEWAY_IDEMPOTENCY_H

#include "gateway/request.h"

/* Reads the Idempotency-Key of a route that creates (draft-ietf-httpapi-idempotency-key-header)
 * into r->key, unless it is an entry's, and sets the values that its statements bind. E_BAD_HEADER
 * when it is malformed. */
enum error idempotency_read(struct request *r) __attribute__((warn_unused_result));

/* True when the request carries a key; a dry run neither uses nor stores one. */
bool idempotency_keyed(const struct request *r);

/* Answers from what the key was used for before (`found`, from Q_IDEMPOTENCY_FIND): nothing yet
 * is E_OK and *shown stays NULL; another request is an error; the same one reads the thing afresh
 * into *shown. */
enum error idempotency_replay(struct request *r, const struct rows *found,
                              const struct rows **shown) __attribute__((warn_unused_result));

#endif
