/* Secrets of webhooks: sealed for one, opened by nobody else's folder. */
/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include "identity/signing_secret.h"

static const uint8_t secret[SIGNING_SECRET_BYTES] = "0123456789abcdef0123456789abcde";

static void it_opens_for_its_webhook_alone(void **state)
{
    struct folder *f = *state;
    struct keys *keys = folder_keys(f);
    uint8_t opened[SIGNING_SECRET_BYTES];
    const char *sealed = signing_secret_seal(f->arena, keys, "7", secret);
    assert_true(signing_secret_open(opened, keys, "7", sealed));
    assert_memory_equal(opened, secret, sizeof secret);
    assert_null(strstr(sealed, crypto_hex(f->arena, secret, sizeof secret)));
    assert_false(signing_secret_open(opened, keys, "8", sealed));
    assert_false(signing_secret_open(opened, keys, "7", "\\x00"));
    assert_false(signing_secret_open(opened, keys, "7", ""));
    keys_close(keys);
}

static void another_folder_does_not_open_it(void **state)
{
    struct folder *f = *state;
    void *other_state;
    folder_new(&other_state);
    struct folder *other = other_state;
    struct keys *keys = folder_keys(f), *others = folder_keys(other);
    uint8_t opened[SIGNING_SECRET_BYTES];
    assert_false(
        signing_secret_open(opened, others, "7", signing_secret_seal(f->arena, keys, "7", secret)));
    keys_close(keys);
    keys_close(others);
    folder_free(&other_state);
}

static void it_is_shown_as_others_write_it(void **state)
{
    struct folder *f = *state;
    uint8_t bytes[64];
    const char *text = signing_secret_text(f->arena, secret);
    assert_int_equal(strncmp(text, "whsec_", 6), 0);
    assert_int_equal(crypto_base64_decode(bytes, sizeof bytes, text + 6, strlen(text + 6)),
                     SIGNING_SECRET_BYTES);
    assert_memory_equal(bytes, secret, sizeof secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_opens_for_its_webhook_alone, folder_new, folder_free),
        cmocka_unit_test_setup_teardown(another_folder_does_not_open_it, folder_new, folder_free),
        cmocka_unit_test_setup_teardown(it_is_shown_as_others_write_it, folder_new, folder_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
