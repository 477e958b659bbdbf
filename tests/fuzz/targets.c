/* The fuzz targets; the environment's FUZZ_TARGET says which one runs. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

#include "api/routes.h"
#include "base/crypto.h"
#include "base/log.h"
#include "gateway/answers.h"
#include "identity/token_cache.h"

static const struct {
    const char *name;
    fuzz_target *run;
} targets[] = {
    {"cookie", fuzz_cookie},   {"csv", fuzz_csv},       {"cursor", fuzz_cursor},
    {"json", fuzz_json},       {"jwk", fuzz_jwk},       {"query", fuzz_query},
    {"request", fuzz_request}, {"schema", fuzz_schema}, {"token", fuzz_token},
};

static fuzz_target *chosen;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    const char *name = getenv("FUZZ_TARGET");
    for (size_t i = 0; name && i < sizeof targets / sizeof *targets; i++) {
        if (strcmp(targets[i].name, name) == 0)
            chosen = targets[i].run;
    }
    if (!chosen) {
        fprintf(stderr, "FUZZ_TARGET is none of targets.c: %s\n", name ? name : "not set");
        exit(2);
    }
    crypto_setup();
    routes_open(api_routes);
    return 0;
}

/* What is handed on stands in a block of exactly its size and a NUL, so that a sanitizer sees a
 * byte that is read beyond. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena *arena;
    if (!arena)
        arena = arena_new(1024);
    arena_reset(arena);
    char *copy = malloc(size + 1);
    if (!copy)
        abort();
    memcpy(copy, data, size);
    copy[size] = '\0';
    chosen(arena, copy, size);
    free(copy);
    return 0;
}

void promise(bool holds, const char *what, const char *about)
{
    if (holds)
        return;
    fprintf(stderr, "broken promise: %s\n%s\n", what, about ? about : "(nothing)");
    abort();
}

bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

char *fuzz_until(struct arena *arena, const char **data, size_t *size, char end)
{
    const char *at = memchr(*data, end, *size);
    size_t length = at ? (size_t)(at - *data) : *size, taken = length + (at != NULL);
    char *text = arena_strndup(arena, *data, length);
    *data += taken;
    *size -= taken;
    return text;
}

static char folder[] = "/tmp/orderd-fuzz-XXXXXX";

static void remove_folder(void)
{
    DIR *open = opendir(folder);
    for (const struct dirent *entry; open && (entry = readdir(open));)
        unlinkat(dirfd(open), entry->d_name, 0);
    closedir(open);
    rmdir(folder);
}

struct keys *fuzz_keys(void)
{
    static struct keys *keys;
    char why[300] = "";
    if (keys)
        return keys;
    promise(mkdtemp(folder) && keys_create(folder, why, sizeof why), "keys can be made", why);
    atexit(remove_folder);
    keys = keys_open(folder, why, sizeof why);
    promise(keys, "keys can be read", why);
    return keys;
}

struct service *fuzz_service(void)
{
    static const struct conf conf = {.issuer = "https://shop.example",
                                     .audience = "orderd",
                                     .payment_provider = "simulated",
                                     .request_seconds = 30,
                                     .queue_ms = 1000};
    static struct service service = {.conf = &conf, .pool = POOL_ANY};
    if (service.keys)
        return &service;
    log_setup(LOG_ERROR, "fuzz");
    service.keys = fuzz_keys();
    service.tokens = token_cache_new();
    service.db = db_open("host=/nowhere dbname=none", "fuzz", 1000, answers_fit);
    return &service;
}
