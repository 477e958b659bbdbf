/* Known answers from RFC 4226, 6238 and 4648, and which codes are taken when. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "identity/otp.h"

/* Of both RFCs: 20 bytes of ASCII. */
static const uint8_t secret[] = "12345678901234567890";

static void codes_are_those_of_rfc_4226(void **state)
{
    (void)state;
    static const char *const codes[] = {"755224", "287082", "359152", "969429", "338314",
                                        "254676", "287922", "162583", "399871", "520489"};
    for (size_t i = 0; i < LENGTH(codes); i++) {
        char code[OTP_DIGITS + 1];
        assert_true(otp_code(code, secret, (int64_t)i));
        assert_string_equal(code, codes[i]);
    }
}

/* RFC 6238 appendix B, of whose eight digits six are the last ones. */
static const struct {
    int64_t time;
    const char *code;
} times[] = {
    {59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
    {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"},
};

static int64_t found(const char *text, int64_t now, int64_t last)
{
    int64_t step = -1;
    assert_true(otp_find(&step, secret, text, now, last));
    return step;
}

static void codes_are_those_of_rfc_6238(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(times); i++)
        assert_int_equal(found(times[i].code + 2, times[i].time, 0), times[i].time / 30);
}

static void one_step_of_drift_is_forgiven(void **state)
{
    (void)state;
    int64_t step = 1234567890 / 30;
    for (int64_t off = -2; off <= 2; off++)
        assert_int_equal(found("005924", (step + off) * 30, 0), off < -1 || off > 1 ? 0 : step);
    assert_int_equal(found("005924", step * 30 - 31, 0), 0);
    assert_int_equal(found("005924", step * 30 - 30, 0), step);
    assert_int_equal(found("005924", step * 30 + 59, 0), step);
    assert_int_equal(found("005924", step * 30 + 60, 0), 0);
}

static void a_code_is_good_once(void **state)
{
    (void)state;
    int64_t step = 1234567890 / 30;
    assert_int_equal(found("005924", 1234567890, step - 1), step);
    assert_int_equal(found("005924", 1234567890, step), 0);
    assert_int_equal(found("005924", 1234567890, step + 1), 0);
}

static void other_texts_are_no_codes(void **state)
{
    (void)state;
    static const char *const texts[] = {"",        "5924",     "00592",  "005925",
                                        "0059240", "89005924", "00592 ", "-05924"};
    for (size_t i = 0; i < LENGTH(texts); i++)
        assert_int_equal(found(texts[i], 1234567890, 0), 0);
}

/* RFC 4648 section 10, and every letter. */
static void base32_is_that_of_rfc_4648(void **state)
{
    static const uint8_t all[] = {0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf,
                                  0x84, 0x65, 0x3a, 0x56, 0xd7, 0xc6, 0x75, 0xbe, 0x77, 0xdf};
    assert_string_equal(otp_base32(*state, (const uint8_t *)"fooba", 5), "MZXW6YTB");
    assert_string_equal(otp_base32(*state, all, sizeof all), "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
}

static void what_people_type_between_does_not_count(void **state)
{
    assert_string_equal(otp_typed(*state, " 123 456 "), "123456");
    assert_string_equal(otp_typed(*state, "jbsw-Y3dp-ehpk-3pxp"), "JBSWY3DPEHPK3PXP");
    assert_string_equal(otp_typed(*state, "- -"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_rfc_4226),
        cmocka_unit_test(codes_are_those_of_rfc_6238),
        cmocka_unit_test(one_step_of_drift_is_forgiven),
        cmocka_unit_test(a_code_is_good_once),
        cmocka_unit_test(other_texts_are_no_codes),
        arena_test(base32_is_that_of_rfc_4648),
        arena_test(what_people_type_between_does_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
