/* Access tokens: what is signed is taken, anything else is not, and the cache forgets in time. */
/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include "identity/token.h"
#include "json/read.h"

enum { NOW = 1800000000, HOUR = 3600 };

static const char sid[] = "0b5f7f3e-8c1d-4a57-9d5e-2f6b1c3d4e5f";
static const struct conf site = {.issuer = "https://shop.example", .audience = "orderd"};

struct bench {
    struct folder *folder;
    struct arena *arena;
    struct keys *keys;
    struct token_cache *cache;
};

static int bench_new(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    void *folder;
    folder_new(&folder);
    b->folder = folder;
    b->arena = b->folder->arena;
    b->keys = folder_keys(b->folder);
    b->cache = token_cache_new();
    *state = b;
    return 0;
}

static int bench_free(void **state)
{
    struct bench *b = *state;
    void *folder = b->folder;
    token_cache_free(b->cache);
    keys_close(b->keys);
    free(b);
    return folder_free(&folder);
}

static struct token *verify_at(struct bench *b, const char *text, int64_t now)
{
    return token_verify(b->cache, b->arena, &site, b->keys, text, strlen(text), now);
}

static struct token *verify(struct bench *b, const char *text)
{
    return verify_at(b, text, NOW);
}

static char *good_token(struct bench *b)
{
    return token_sign(b->arena, &site, keys_current(b->keys), "42", sid, "staff", NOW, NOW + HOUR);
}

/* A token with these parts, signed by `key` as the real ones are. */
static char *forge(struct bench *b, const char *header, const char *payload, const struct key *key)
{
    uint8_t signature[CRYPTO_SIGNATURE_BYTES];
    char *text = arena_printf(b->arena, "%s.%s", crypto_base64url(b->arena, header, strlen(header)),
                              crypto_base64url(b->arena, payload, strlen(payload)));
    crypto_sign_message(signature, text, strlen(text), key->seed);
    return arena_printf(b->arena, "%s.%s", text,
                        crypto_base64url(b->arena, signature, sizeof signature));
}

/* Header and payload of a good token; %s is the kid and the sid. */
#define HEADER "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}"
#define PAYLOAD                                                                                    \
    "{\"iss\":\"https://shop.example\",\"aud\":\"orderd\",\"sub\":\"42\",\"sid\":\"%s\","          \
    "\"iat\":1800000000,\"exp\":1800003600}"

static char *forge_header(struct bench *b, const char *header)
{
    return forge(b, header, arena_printf(b->arena, PAYLOAD, sid), keys_current(b->keys));
}

static char *forge_payload(struct bench *b, const char *payload)
{
    const struct key *key = keys_current(b->keys);
    return forge(b, arena_printf(b->arena, HEADER, key->id), payload, key);
}

/* `text` with its one `from` made `to`. */
static char *changed(struct bench *b, const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    assert_non_null(at);
    return arena_printf(b->arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

/* ---- what is taken ---- */

static void signed_token_is_taken(void **state)
{
    struct bench *b = *state;
    struct token *token = verify(b, good_token(b));
    assert_non_null(token);
    assert_string_equal(token->sub, "42");
    assert_string_equal(token->sid, sid);
    assert_string_equal(token->role, ""); /* the claim informs others; here the database decides */
    assert_int_equal(token->expires, NOW + HOUR);
}

static void tokens_differ_by_their_id(void **state)
{
    struct bench *b = *state;
    assert_string_not_equal(good_token(b), good_token(b));
}

static void forged_form_is_a_good_one(void **state)
{
    struct bench *b = *state;
    const char *kid = keys_current(b->keys)->id;
    char *header = arena_printf(b->arena, HEADER, kid);
    assert_non_null(verify(b, forge_header(b, header)));
    assert_non_null(verify(b, forge_header(b, changed(b, header, "at+jwt", "AT+JWT"))));
    assert_non_null(verify(b, forge_header(b, changed(b, header, "at+jwt", "application/at+jwt"))));
}

/* ---- header ---- */

static void unsigned_token_is_refused(void **state)
{
    struct bench *b = *state;
    const char *kid = keys_current(b->keys)->id;
    static const char *const names[] = {"none", "None",  "NONE",  "nOnE",
                                        "",     "eddsa", "HS256", "ES256"};
    for (size_t i = 0; i < LENGTH(names); i++) {
        char *header = changed(b, arena_printf(b->arena, HEADER, kid), "EdDSA", names[i]);
        char *text = forge_header(b, header);
        assert_null(verify(b, text));
        *(strrchr(text, '.') + 1) = '\0'; /* and without a signature */
        assert_null(verify(b, text));
    }
}

/* The classic: the public key, which everyone has, as the secret of a MAC. */
static void mac_by_the_public_key_is_refused(void **state)
{
    struct bench *b = *state;
    const struct key *key = keys_current(b->keys);
    char *header = changed(b, arena_printf(b->arena, HEADER, key->id), "EdDSA", "HS256");
    char *payload = arena_printf(b->arena, PAYLOAD, sid);
    char *text = arena_printf(b->arena, "%s.%s", crypto_base64url(b->arena, header, strlen(header)),
                              crypto_base64url(b->arena, payload, strlen(payload)));
    uint8_t mac[CRYPTO_HASH_BYTES];
    crypto_hash_raw(mac, text, strlen(text), key->public_key);
    text = arena_printf(b->arena, "%s.%s", text, crypto_base64url(b->arena, mac, sizeof mac));
    assert_null(verify(b, text));
}

static void other_headers_are_refused(void **state)
{
    struct bench *b = *state;
    const char *kid = keys_current(b->keys)->id;
    char *header = arena_printf(b->arena, HEADER, kid);
    const char *const bad[] = {
        changed(b, header, "at+jwt", "JWT"),
        changed(b, header, ",\"typ\":\"at+jwt\"", ""),
        changed(b, header, "}", ",\"crit\":[\"b64\"],\"b64\":false}"),
        changed(b, header, "}", ",\"crit\":[]}"),
        changed(b, header, "\"alg\"", "\"alg\":\"none\",\"alg\""),
        changed(b, header, kid, "AAAAAAAAAAAAAAAAAAAAAA"),
        changed(b, header, kid, "../../../../etc/passwd"),
        changed(b, header, kid, ""),
        changed(b, header, arena_printf(b->arena, "\"%s\"", kid), "1"),
        "{}",
        "[]",
        "\"EdDSA\"",
        "not JSON",
    };
    for (size_t i = 0; i < LENGTH(bad); i++)
        assert_null(verify(b, forge_header(b, bad[i])));
}

/* ---- signature ---- */

static void other_key_is_refused(void **state)
{
    struct bench *b = *state;
    struct key other = *keys_current(b->keys); /* its kid, not its seed */
    crypto_sign_key(other.seed, other.public_key);
    assert_null(verify(b, forge(b, arena_printf(b->arena, HEADER, other.id),
                                arena_printf(b->arena, PAYLOAD, sid), &other)));
}

static void changed_token_is_refused(void **state)
{
    struct bench *b = *state;
    char *text = good_token(b);
    size_t length = strlen(text);
    assert_non_null(verify(b, text)); /* now the good one is in the cache */
    for (size_t i = 0; i < length; i++) {
        char was = text[i];
        text[i] = was == 'A' ? 'B' : 'A';
        assert_null(verify(b, text));
        text[i] = was;
    }
    for (size_t cut = 0; cut < length; cut++)
        assert_null(token_verify(b->cache, b->arena, &site, b->keys, text, cut, NOW));
    assert_non_null(verify(b, text));
}

/* ---- form ---- */

static void other_forms_are_refused(void **state)
{
    struct bench *b = *state;
    char *text = good_token(b);
    const char *const bad[] = {
        "",
        ".",
        "..",
        "a.b.c",
        arena_printf(b->arena, "%s.", text),
        arena_printf(b->arena, ".%s", text),
        arena_printf(b->arena, "%s.e30", text),
        arena_printf(b->arena, "%s=", text),
        arena_printf(b->arena, "%s ", text),
        arena_printf(b->arena, " %s", text),
        arena_printf(b->arena, "%s\n", text),
    };
    for (size_t i = 0; i < LENGTH(bad); i++)
        assert_null(verify(b, bad[i]));
}

/* A signature has 64 bytes, 86 characters: the last one's lower four bits must be 0. */
static void signature_has_one_spelling(void **state)
{
    struct bench *b = *state;
    char *text = good_token(b);
    char *last = text + strlen(text) - 1;
    assert_non_null(strchr("AQgw", *last));
    for (int i = 1; i < 16; i++) {
        static const char digits[] =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char was = *last;
        *last = strchr(digits, was)[i];
        assert_null(verify(b, text));
        *last = was;
    }
    assert_non_null(verify(b, text));
}

static void long_token_is_refused(void **state)
{
    struct bench *b = *state;
    char *padding = arena_alloc(b->arena, 2000);
    memset(padding, 'x', 1999);
    char *payload = arena_printf(b->arena, PAYLOAD, sid);
    char *more = arena_printf(b->arena, ",\"pad\":\"%s\"}", padding);
    char *less = arena_printf(b->arena, ",\"pad\":\"%.1000s\"}", padding);
    assert_non_null(verify(b, forge_payload(b, changed(b, payload, "}", less))));
    assert_null(verify(b, forge_payload(b, changed(b, payload, "}", more))));
}

/* ---- claims ---- */

static void other_claims_are_refused(void **state)
{
    struct bench *b = *state;
    char *good = arena_printf(b->arena, PAYLOAD, sid);
    const char *const bad[] = {
        changed(b, good, "shop.example", "shop.example.evil"),
        changed(b, good, "\"iss\":\"https://shop.example\",", ""),
        changed(b, good, "\"orderd\"", "\"other\""),
        changed(b, good, "\"orderd\"", "[\"orderd\"]"),
        changed(b, good, "\"aud\":\"orderd\",", ""),
        changed(b, good, "\"42\"", "42"),
        changed(b, good, "\"42\"", "\"\""),
        changed(b, good, "\"42\"", "\"0\""),
        changed(b, good, "\"42\"", "\"-1\""),
        changed(b, good, "\"42\"", "\"1 OR 1=1\""),
        changed(b, good, "\"42\"", "\"99999999999999999999999999999999\""),
        changed(b, good, sid, "not-a-uuid"),
        changed(b, good, sid, arena_printf(b->arena, "%sx", sid)),
        changed(b, good, "1800003600", "1800000000"), /* expires now */
        changed(b, good, "1800003600", "1799999999"),
        changed(b, good, "1800003600", "1800003600.5"),
        changed(b, good, "1800003600", "18e8"),
        changed(b, good, "1800003600", "-1800003600"),
        changed(b, good, "1800003600", "\"1800003600\""),
        changed(b, good, "1800003600", "99999999999999999999"),
        changed(b, good, ",\"exp\":1800003600", ""),
        changed(b, good, "1800000000", "1800000061"), /* made in the future */
        changed(b, good, "\"iat\":1800000000,", ""),
        changed(b, good, "\"sub\"", "\"sub\":\"1\",\"sub\""),
        "{}",
        "[]",
    };
    assert_non_null(verify(b, forge_payload(b, good)));
    for (size_t i = 0; i < LENGTH(bad); i++)
        assert_null(verify(b, forge_payload(b, bad[i])));
}

static void clocks_may_differ_a_little(void **state)
{
    struct bench *b = *state;
    assert_non_null(verify_at(b, good_token(b), NOW - 60));
    assert_null(verify_at(b, good_token(b), NOW - 61));
}

static void other_site_is_refused(void **state)
{
    struct bench *b = *state;
    struct conf other = site;
    char *text = good_token(b);
    other.audience = "elsewhere";
    assert_null(token_verify(b->cache, b->arena, &other, b->keys, text, strlen(text), NOW));
}

/* ---- the cache ---- */

static void second_time_is_from_the_cache(void **state)
{
    struct bench *b = *state;
    char *text = good_token(b);
    struct token *first = verify(b, text);
    strcpy(first->role, "staff");
    struct token *second = verify(b, text);
    assert_ptr_equal(first, second);
    assert_string_equal(second->role, "staff");
}

static void cache_does_not_outlive_the_token(void **state)
{
    struct bench *b = *state;
    char *text = good_token(b);
    assert_non_null(verify(b, text));
    assert_non_null(verify_at(b, text, NOW + HOUR - 1));
    assert_null(verify_at(b, text, NOW + HOUR));
    assert_null(verify_at(b, text, NOW + HOUR + 1));
}

/* Many more tokens than places: each is still taken, and taken for what it is. */
static void cache_is_bounded(void **state)
{
    struct bench *b = *state;
    enum { MANY = 3000 };
    char **texts = calloc(MANY, sizeof *texts);
    for (int i = 0; i < MANY; i++)
        texts[i] = token_sign(b->arena, &site, keys_current(b->keys),
                              arena_printf(b->arena, "%d", i + 1), sid, "staff", NOW, NOW + HOUR);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < MANY; i++) {
            struct token *token = verify(b, texts[i]);
            assert_non_null(token);
            assert_int_equal(atoi(token->sub), i + 1);
        }
    }
    free(texts);
}

static void rotation_keeps_tokens_until_the_key_goes(void **state)
{
    struct bench *b = *state;
    char *cached = good_token(b);
    char *unseen = good_token(b);
    assert_non_null(verify(b, cached));
    folder_rotate(b->folder);
    assert_non_null(verify(b, cached));
    assert_non_null(verify(b, unseen));
    char *fresh = good_token(b);
    assert_non_null(verify(b, fresh));

    folder_keep_newest(b->folder);
    assert_null(verify(b, cached));
    assert_null(verify(b, unseen));
    assert_non_null(verify(b, fresh));
}

#define token_test(function) cmocka_unit_test_setup_teardown(function, bench_new, bench_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        token_test(signed_token_is_taken),
        token_test(tokens_differ_by_their_id),
        token_test(forged_form_is_a_good_one),
        token_test(unsigned_token_is_refused),
        token_test(mac_by_the_public_key_is_refused),
        token_test(other_headers_are_refused),
        token_test(other_key_is_refused),
        token_test(changed_token_is_refused),
        token_test(other_forms_are_refused),
        token_test(signature_has_one_spelling),
        token_test(long_token_is_refused),
        token_test(other_claims_are_refused),
        token_test(clocks_may_differ_a_little),
        token_test(other_site_is_refused),
        token_test(second_time_is_from_the_cache),
        token_test(cache_does_not_outlive_the_token),
        token_test(cache_is_bounded),
        token_test(rotation_keeps_tokens_until_the_key_goes),
    };
    return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
