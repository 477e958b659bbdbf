/* Known answers from the RFCs, and what must not be taken. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../unit.h"
#include "base/crypto.h"

/* Hexadecimal digits to bytes; gives their number. */
static size_t unhex(uint8_t *out, const char *hex)
{
    static const char digits[] = "0123456789abcdef";
    size_t count = strlen(hex) / 2;
    for (size_t i = 0; i < count; i++)
        out[i] = (uint8_t)((strchr(digits, hex[2 * i]) - digits) * 16 +
                           (strchr(digits, hex[2 * i + 1]) - digits));
    return count;
}

/* ---- base64url ---- */

static const struct {
    const char *plain, *text;
} base64url_vectors[] = {
    /* RFC 4648 section 10, without padding */
    {"", ""},
    {"f", "Zg"},
    {"fo", "Zm8"},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg"},
    {"fooba", "Zm9vYmE"},
    {"foobar", "Zm9vYmFy"},
    /* table 2: 62 is "-", 63 is "_" */
    {"\xfb\xff\xbf", "-_-_"},
};

static void base64url_both_ways(void **state)
{
    for (size_t i = 0; i < LENGTH(base64url_vectors); i++) {
        const char *plain = base64url_vectors[i].plain, *text = base64url_vectors[i].text;
        char decoded[16];
        assert_string_equal(crypto_base64url(*state, plain, strlen(plain)), text);
        assert_int_equal(crypto_base64url_decode(decoded, sizeof(decoded), text, strlen(text)),
                         strlen(plain));
        assert_memory_equal(decoded, plain, strlen(plain));
    }
}

static void base64url_takes_only_the_canonical_form(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "Z",     "Zg==",  "Zm8=",  "Zh",    "Zm9",     "+/-_",    "Zm9v\n",
        " Zm9v", "Zm 9v", "Zm9v!", "Zm9vZ", "Zm9\x80", "Zm9\xff",
    };
    uint8_t out[32];
    for (size_t i = 0; i < LENGTH(refused); i++)
        if (crypto_base64url_decode(out, sizeof(out), refused[i], strlen(refused[i])) != -1)
            fail_msg("\"%s\" was taken", refused[i]);
}

static void base64url_never_writes_past_the_size(void **state)
{
    (void)state;
    char out[4] = "zzz";
    assert_int_equal(crypto_base64url_decode(out, 2, "Zm9v", 4), -1);
    assert_int_equal(out[2], 'z');
    assert_int_equal(crypto_base64url_decode(out, 3, "Zm9v", 4), 3);
    assert_memory_equal(out, "foo", 4);
}

/* ---- random ---- */

static void secrets_have_32_bytes_and_differ(void **state)
{
    uint8_t bytes[64];
    const char *one = crypto_secret(*state), *two = crypto_secret(*state);
    assert_int_equal(crypto_base64url_decode(bytes, sizeof(bytes), one, strlen(one)), 32);
    assert_string_not_equal(one, two);
}

static void uuids_are_version_4(void **state)
{
    static const char shape[] = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx"; /* RFC 9562 section 5.4 */
    for (int i = 0; i < 100; i++) {
        const char *uuid = crypto_uuid(*state);
        assert_int_equal(strlen(uuid), 36);
        for (int k = 0; k < 36; k++) {
            const char *allowed = shape[k] == 'x'   ? "0123456789abcdef"
                                  : shape[k] == 'y' ? "89ab"
                                  : shape[k] == '4' ? "4"
                                                    : "-";
            assert_non_null(strchr(allowed, uuid[k]));
        }
    }
    assert_string_not_equal(crypto_uuid(*state), crypto_uuid(*state));
}

static void random_fills_all_bytes(void **state)
{
    (void)state;
    uint8_t seen[64] = {0}, bytes[64];
    for (int i = 0; i < 20; i++) {
        crypto_random(bytes, sizeof(bytes));
        for (size_t k = 0; k < sizeof(bytes); k++)
            seen[k] |= bytes[k];
    }
    for (size_t k = 0; k < sizeof(seen); k++)
        assert_int_not_equal(seen[k], 0);
}

/* ---- hashes ---- */

/* BLAKE2b-256 of "", "abc", and "abc" under the key 00 01 … 1f: from Python's hashlib, which has
 * the reference implementation of RFC 7693. */
static const char blake_empty[] =
    "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8";
static const char blake_abc[] = "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319";
static const char blake_abc_keyed[] =
    "d63a32d3e44738d7907f964316c241adaba0abfeabc32349677578a15a203f7f";

static void assert_hash(const char *data, const uint8_t *key, const char *hex)
{
    uint8_t hash[CRYPTO_HASH_BYTES], expected[CRYPTO_HASH_BYTES];
    crypto_hash_raw(hash, data, strlen(data), key);
    assert_int_equal(unhex(expected, hex), sizeof(hash));
    assert_memory_equal(hash, expected, sizeof(hash));
}

static void hashes_are_blake2b(void **state)
{
    (void)state;
    uint8_t key[CRYPTO_KEY_BYTES];
    for (size_t i = 0; i < sizeof(key); i++)
        key[i] = (uint8_t)i;
    assert_hash("", NULL, blake_empty);
    assert_hash("abc", NULL, blake_abc);
    assert_hash("abc", key, blake_abc_keyed);
}

static void bytea_is_postgresqls_hex(void **state)
{
    const char *text = crypto_hash_bytea(*state, "abc", 3);
    assert_int_equal(text[0], '\\');
    assert_int_equal(text[1], 'x');
    assert_string_equal(text + 2, blake_abc);
}

static void equal_compares_every_byte(void **state)
{
    (void)state;
    assert_true(crypto_equal("abcd", "abcd", 4));
    assert_true(crypto_equal("abcX", "abcY", 3));
    assert_false(crypto_equal("abcX", "abcY", 4));
    assert_false(crypto_equal("Xbcd", "Ybcd", 4));
    assert_true(crypto_equal("a", "b", 0));
}

/* ---- passwords ---- */

static void passwords_fit_their_own_hash(void **state)
{
    char *hash = crypto_password_hash(*state, "correct horse");
    static const char parameters[] = "$argon2id$v=19$m=65536,t=2,p=1$";
    assert_non_null(hash);
    assert_memory_equal(hash, parameters, strlen(parameters));
    assert_int_equal(crypto_password_check(hash, "correct horse"), CRYPTO_FITS);
    assert_int_equal(crypto_password_check(hash, "correct horsf"), CRYPTO_DIFFERS);
    assert_int_equal(crypto_password_check(hash, ""), CRYPTO_DIFFERS);
    assert_string_not_equal(hash, crypto_password_hash(*state, "correct horse"));
}

static void passwords_fit_the_reference_hash(void **state)
{
    (void)state;
    /* From the test suite of the reference implementation of RFC 9106. */
    static const char hash[] = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                               "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    assert_int_equal(crypto_password_check(hash, "password"), CRYPTO_FITS);
    assert_int_equal(crypto_password_check(hash, "passwore"), CRYPTO_DIFFERS);
}

static double seconds_to_refuse(const char *hash)
{
    clock_t start = clock();
    assert_int_equal(crypto_password_check(hash, "not this one"), CRYPTO_DIFFERS);
    return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static void an_unknown_account_takes_as_long_as_a_wrong_password(void **state)
{
    const char *hash = crypto_password_hash(*state, "correct horse");
    double known = seconds_to_refuse(hash), unknown = seconds_to_refuse(NULL);
    assert_true(unknown > known / 3);
    assert_true(unknown < known * 3);
}

static void a_broken_hash_fits_nothing(void **state)
{
    (void)state;
    assert_int_equal(crypto_password_check("", "password"), CRYPTO_DIFFERS);
    assert_int_equal(crypto_password_check("password", "password"), CRYPTO_DIFFERS);
    assert_int_equal(crypto_password_check("$argon2id$v=19$m=65536,t=2,p=1$", "password"),
                     CRYPTO_DIFFERS);
}

/* In a process that may not grow by a hash's 64 MiB. */
static int check_in_want(const char *hash)
{
    unsigned long pages = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    if (!statm || fscanf(statm, "%lu", &pages) != 1)
        return -1;
    fclose(statm);
    rlim_t most = pages * (rlim_t)sysconf(_SC_PAGESIZE) + (32 << 20);
    if (setrlimit(RLIMIT_AS, &(struct rlimit){most, most}) != 0)
        return -1;
    return (int)crypto_password_check(hash, "correct horse");
}

static void want_of_memory_is_no_wrong_password(void **state)
{
    const char *hash = crypto_password_hash(*state, "correct horse");
    const char *const hashes[] = {hash, NULL};
    for (size_t i = 0; i < LENGTH(hashes); i++) {
        int status;
        pid_t pid = fork();
        if (pid == 0)
            _exit(check_in_want(hashes[i]));
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(WEXITSTATUS(status), CRYPTO_NO_MEMORY);
    }
    assert_int_equal(crypto_password_check(hash, "correct horse"), CRYPTO_FITS);
}

/* ---- signatures ---- */

static const struct {
    const char *seed, *public_key, *message, *signature;
} ed25519_vectors[] = {
    /* RFC 8032 section 7.1, tests 1 to 3 */
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

static void signatures_are_ed25519(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(ed25519_vectors); i++) {
        uint8_t seed[32], expected_key[32], message[8], expected[64], key[32], signature[64];
        unhex(seed, ed25519_vectors[i].seed);
        unhex(expected_key, ed25519_vectors[i].public_key);
        unhex(expected, ed25519_vectors[i].signature);
        size_t length = unhex(message, ed25519_vectors[i].message);

        crypto_sign_public(key, seed);
        assert_memory_equal(key, expected_key, sizeof(key));
        crypto_sign_message(signature, message, length, seed);
        assert_memory_equal(signature, expected, sizeof(signature));
        assert_true(crypto_verify(expected, message, length, key));
    }
}

static void a_changed_bit_is_noticed(void **state)
{
    (void)state;
    uint8_t seed[32], key[32], other_seed[32], other_key[32], signature[64];
    char message[] = "header.payload";
    size_t length = strlen(message);
    crypto_sign_key(seed, key);
    crypto_sign_key(other_seed, other_key);
    crypto_sign_message(signature, message, length, seed);
    assert_true(crypto_verify(signature, message, length, key));
    assert_false(crypto_verify(signature, message, length, other_key));
    assert_false(crypto_verify(signature, message, length - 1, key));
    message[3] ^= 1;
    assert_false(crypto_verify(signature, message, length, key));
    message[3] ^= 1;
    for (size_t i = 0; i < sizeof(signature); i++) {
        signature[i] ^= 1;
        assert_false(crypto_verify(signature, message, length, key));
        signature[i] ^= 1;
    }
}

/* ---- HMAC-SHA256 ---- */

static void hmac_as_in_rfc_4231(void **state)
{
    static const struct {
        const char *key, *data, *mac;
    } vectors[] = {
        /* test cases 2 and 1 */
        {"Jefe", "what do ya want for nothing?",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {"\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b",
         "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    };
    (void)state;
    for (size_t i = 0; i < LENGTH(vectors); i++) {
        uint8_t mac[CRYPTO_HASH_BYTES], wanted[CRYPTO_HASH_BYTES];
        unhex(wanted, vectors[i].mac);
        crypto_hmac_sha256(mac, vectors[i].key, strlen(vectors[i].key), vectors[i].data,
                           strlen(vectors[i].data));
        assert_memory_equal(mac, wanted, sizeof mac);
    }
}

static void hex_is_digits_in_pairs(void **state)
{
    uint8_t out[2];
    (void)state;
    assert_int_equal(crypto_hex_decode(out, 2, "00fF", 4), 2);
    assert_int_equal(out[1], 0xff);
    assert_int_equal(crypto_hex_decode(out, 2, "", 0), 0);
    assert_int_equal(crypto_hex_decode(out, 2, "0", 1), -1);
    assert_int_equal(crypto_hex_decode(out, 2, "0g", 2), -1);
    assert_int_equal(crypto_hex_decode(out, 2, "00 ff", 5), -1);
    assert_int_equal(crypto_hex_decode(out, 2, "00ff00", 6), -1);
}

/* The construction and its vector are libsodium's; that key and owner count is ours. */
static void what_is_sealed_opens_for_its_own_alone(void **state)
{
    (void)state;
    const uint8_t key[CRYPTO_KEY_BYTES] = {1}, other[CRYPTO_KEY_BYTES] = {2};
    const char secret[] = "a secret";
    uint8_t sealed[sizeof secret + CRYPTO_SEAL_BYTES], again[sizeof sealed];
    char opened[sizeof secret];
    crypto_seal(sealed, secret, sizeof secret, "of user 1", key);
    crypto_seal(again, secret, sizeof secret, "of user 1", key);
    assert_memory_not_equal(sealed, again, sizeof sealed);
    assert_true(crypto_unseal(opened, sealed, sizeof sealed, "of user 1", key));
    assert_memory_equal(opened, secret, sizeof secret);
    assert_false(crypto_unseal(opened, sealed, sizeof sealed, "of user 2", key));
    assert_false(crypto_unseal(opened, sealed, sizeof sealed, "of user 1", other));
    assert_false(crypto_unseal(opened, sealed, sizeof sealed - 1, "of user 1", key));
    assert_false(crypto_unseal(opened, sealed, CRYPTO_SEAL_BYTES - 1, "of user 1", key));
    for (size_t i = 0; i < sizeof sealed; i++) {
        sealed[i] ^= 1;
        assert_false(crypto_unseal(opened, sealed, sizeof sealed, "of user 1", key));
        sealed[i] ^= 1;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hmac_as_in_rfc_4231),
        cmocka_unit_test(hex_is_digits_in_pairs),
        arena_test(base64url_both_ways),
        cmocka_unit_test(base64url_takes_only_the_canonical_form),
        cmocka_unit_test(base64url_never_writes_past_the_size),
        arena_test(secrets_have_32_bytes_and_differ),
        arena_test(uuids_are_version_4),
        cmocka_unit_test(random_fills_all_bytes),
        cmocka_unit_test(hashes_are_blake2b),
        arena_test(bytea_is_postgresqls_hex),
        cmocka_unit_test(equal_compares_every_byte),
        arena_test(passwords_fit_their_own_hash),
        cmocka_unit_test(passwords_fit_the_reference_hash),
        arena_test(an_unknown_account_takes_as_long_as_a_wrong_password),
        cmocka_unit_test(a_broken_hash_fits_nothing),
        arena_test(want_of_memory_is_no_wrong_password),
        cmocka_unit_test(signatures_are_ed25519),
        cmocka_unit_test(a_changed_bit_is_noticed),
        cmocka_unit_test(what_is_sealed_opens_for_its_own_alone),
    };
    crypto_setup();
    return cmocka_run_group_tests_name("crypto", tests, NULL, NULL);
}
