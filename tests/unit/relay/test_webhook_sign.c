/* Signatures as others compute them. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"
#include "base/crypto.h"
#include "relay/webhook_sign.h"

#include <string.h>

static struct signing_key key_of(uint8_t out[64], const char *base64)
{
    long length = crypto_base64_decode(out, 64, base64, strlen(base64));
    assert_true(length > 0);
    return (struct signing_key){out, (size_t)length};
}

static const struct signing_key none = {NULL, 0};

/* The example of the libraries of Standard Webhooks. */
static void it_is_that_of_the_specification(void **state)
{
    uint8_t bytes[64];
    struct signing_key key = key_of(bytes, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    assert_string_equal(webhook_signature(*state, key, none, "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                          1614265330, "{\"test\": 2432232314}"),
                        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void the_secret_before_signs_behind(void **state)
{
    uint8_t bytes[64], before[64];
    struct signing_key old = key_of(before, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    struct signing_key new = key_of(bytes, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    const char *both = webhook_signature(*state, new, old, "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                         1614265330, "{\"test\": 2432232314}");
    const char *second = strchr(both, ' ');
    assert_non_null(second);
    assert_string_equal(second + 1, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assert_int_equal(strncmp(both, "v1,", 3), 0);
    assert_int_equal(second - both, 3 + 44);
}

/* RFC 4231, test case 2. */
static void the_plain_one_is_hex(void **state)
{
    assert_string_equal(webhook_plain_signature(*state, "Jefe", "what do ya want for nothing?"),
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(it_is_that_of_the_specification),
        arena_test(the_secret_before_signs_behind),
        arena_test(the_plain_one_is_hex),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
