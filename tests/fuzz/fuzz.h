/* What every fuzz target includes. A target is a file, a row of targets.c and a folder of corpus/;
 * it says what must be so whatever comes in. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_TESTS_FUZZ_H
#define ORDERD_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "gateway/gateway.h"
#include "identity/keys.h"

/* `data` is bytes of any kind, with a NUL behind them that does not count. */
typedef void fuzz_target(struct arena *arena, const char *data, size_t size);

fuzz_target fuzz_cookie, fuzz_csv, fuzz_cursor, fuzz_json, fuzz_jwk, fuzz_query, fuzz_request,
    fuzz_schema, fuzz_token;

/* Ends the run unless `holds`. */
void promise(bool holds, const char *what, const char *about);

/* Equal, or both NULL. */
bool same(const char *a, const char *b);

/* Takes what stands before the next `end` off *data; the whole rest when there is none. */
char *fuzz_until(struct arena *arena, const char **data, size_t *size, char end);

/* Keys of this run, and a service of theirs whose database is away. */
struct keys *fuzz_keys(void);
struct service *fuzz_service(void);

/* The two that libFuzzer calls. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
