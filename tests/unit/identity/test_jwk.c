/* Public keys and their signatures: the examples of the RFCs, and what is passed over. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "base/crypto.h"
#include "identity/jwk.h"

struct example {
    const char *jwk;
    const char *text;
    const char *signature;
};

#define JOE                                                                                        \
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl" \
    "fQ"

/* RFC 7515 A.2, A.3; RFC 8037 A.4. */
static const struct example rs256 = {
    "{\"kty\":\"RSA\",\"kid\":\"a\",\"e\":\"AQAB\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_"
    "wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPE"
    "wOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2"
    "R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2e"
    "thFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\"}",
    "eyJhbGciOiJSUzI1NiJ9." JOE,
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp"
    "5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMH"
    "lb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w"
    "9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"};
static const struct example es256 = {
    "{\"kty\":\"EC\",\"kid\":\"a\",\"crv\":\"P-256\","
    "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}",
    "eyJhbGciOiJFUzI1NiJ9." JOE,
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"};
static const struct example eddsa = {
    "{\"kty\":\"OKP\",\"kid\":\"a\",\"crv\":\"Ed25519\","
    "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"};

static size_t read_keys(struct arena *arena, struct jwk_set *set, const char *keys)
{
    const char *text = arena_printf(arena, "{\"keys\":[%s]}", keys);
    assert_true(jwk_set_read(set, arena, text, strlen(text)));
    return set->count;
}

/* What the key says to the signature with its byte `flip` changed; -1: none is. */
static bool verifies(struct arena *arena, const struct example *example, int flip, const char *text)
{
    struct jwk_set set;
    uint8_t signature[512];
    long length = crypto_base64url_decode(signature, sizeof signature, example->signature,
                                          strlen(example->signature));
    assert_int_equal(read_keys(arena, &set, example->jwk), 1);
    assert_true(length > flip);
    if (flip >= 0)
        signature[flip] ^= 1;
    bool fine = jwk_verify(&set.list[0], text, strlen(text), signature, (size_t)length);
    assert_false(jwk_verify(&set.list[0], text, strlen(text), signature, (size_t)length - 1));
    assert_false(jwk_verify(&set.list[0], text, strlen(text), signature, 0));
    jwk_set_free(&set);
    return fine;
}

static void the_examples_of_the_rfcs_verify(void **state)
{
    assert_true(verifies(*state, &rs256, -1, rs256.text));
    assert_true(verifies(*state, &es256, -1, es256.text));
    assert_true(verifies(*state, &eddsa, -1, eddsa.text));
}

static void a_changed_byte_does_not(void **state)
{
    const struct example *const all[] = {&rs256, &es256, &eddsa};
    for (size_t i = 0; i < LENGTH(all); i++) {
        assert_false(verifies(*state, all[i], 0, all[i]->text));
        assert_false(verifies(*state, all[i], 40, all[i]->text));
        assert_false(verifies(*state, all[i], -1, all[i]->text + 1));
    }
}

static void a_type_has_one_algorithm(void **state)
{
    static const struct {
        const struct example *example;
        const char *alg, *others;
    } kinds[] = {
        {&rs256, "RS256", "RS384"}, {&es256, "ES256", "EdDSA"}, {&eddsa, "EdDSA", "HS256"}};
    for (size_t i = 0; i < LENGTH(kinds); i++) {
        struct jwk_set set;
        const char *rest = kinds[i].example->jwk + 1;
        assert_int_equal(read_keys(*state, &set, kinds[i].example->jwk), 1);
        assert_string_equal(set.list[0].alg, kinds[i].alg);
        jwk_set_free(&set);
        const char *named = arena_printf(*state, "{\"alg\":\"%s\",%s", kinds[i].alg, rest);
        assert_int_equal(read_keys(*state, &set, named), 1);
        jwk_set_free(&set);
        const char *other = arena_printf(*state, "{\"alg\":\"%s\",%s", kinds[i].others, rest);
        assert_int_equal(read_keys(*state, &set, other), 0);
    }
}

/* A set of one RSA key with a modulus of so many bits. */
static size_t rsa_keys(struct arena *arena, size_t bits)
{
    uint8_t modulus[2000];
    struct jwk_set set;
    size_t length = (bits + 7) / 8;
    memset(modulus, 0xff, length);
    modulus[0] = (uint8_t)(0xff >> (length * 8 - bits));
    size_t count = read_keys(arena, &set,
                             arena_printf(arena,
                                          "{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"%s\","
                                          "\"e\":\"AQAB\"}",
                                          crypto_base64url(arena, modulus, length)));
    jwk_set_free(&set);
    return count;
}

static void rsa_keys_are_neither_weak_nor_dear(void **state)
{
    assert_int_equal(rsa_keys(*state, 2047), 0);
    assert_int_equal(rsa_keys(*state, 2048), 1);
    assert_int_equal(rsa_keys(*state, 8192), 1);
    assert_int_equal(rsa_keys(*state, 8193), 0);
    assert_int_equal(rsa_keys(*state, 16000), 0);
}

static void what_is_no_key_for_us_is_passed_over(void **state)
{
    static const char *const bad[] = {
        "{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"AQAB\",\"e\":\"AQAB\"}", /* short */
        "{\"kty\":\"RSA\",\"kid\":\"a\"}",
        "{\"kty\":\"EC\",\"kid\":\"a\",\"crv\":\"P-256\",\"x\":\"AQAB\",\"y\":\"AQAB\"}",
        "{\"kty\":\"EC\",\"kid\":\"a\",\"crv\":\"P-256\"," /* not on the curve */
        "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
        "\"y\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"}",
        "{\"kty\":\"OKP\",\"kid\":\"a\",\"crv\":\"X25519\","
        "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\"," /* no kid */
        "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
        "{\"kty\":\"OKP\",\"kid\":\"a\",\"use\":\"enc\",\"crv\":\"Ed25519\","
        "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
        "{}",
        "7",
        "null",
    };
    struct jwk_set set;
    for (size_t i = 0; i < LENGTH(bad); i++)
        assert_int_equal(read_keys(*state, &set, bad[i]), 0);
    assert_int_equal(
        read_keys(*state, &set, arena_printf(*state, "%s,%s,%s", bad[0], eddsa.jwk, bad[1])), 1);
    assert_non_null(jwk_find(&set, "a"));
    assert_null(jwk_find(&set, "b"));
    assert_null(jwk_find(&set, ""));
    jwk_set_free(&set);
}

static void what_is_no_set_is_refused(void **state)
{
    static const char *const bad[] = {"", "x", "[]", "{}", "{\"keys\":{}}", "{\"keys\":7}"};
    struct jwk_set set;
    for (size_t i = 0; i < LENGTH(bad); i++)
        assert_false(jwk_set_read(&set, *state, bad[i], strlen(bad[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(the_examples_of_the_rfcs_verify),
        arena_test(a_changed_byte_does_not),
        arena_test(a_type_has_one_algorithm),
        arena_test(rsa_keys_are_neither_weak_nor_dear),
        arena_test(what_is_no_key_for_us_is_passed_over),
        arena_test(what_is_no_set_is_refused),
    };
    crypto_setup();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
