/* Who is called, and who is not. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"
#include "relay/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static const char *judge(const char *text, const struct ranges *allowed)
{
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    struct sockaddr_in in = {.sin_family = AF_INET};
    if (strchr(text, ':')) {
        assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
        return address_refusal((struct sockaddr *)&in6, allowed);
    }
    assert_int_equal(inet_pton(AF_INET, text, &in.sin_addr), 1);
    return address_refusal((struct sockaddr *)&in, allowed);
}

static void what_is_global_is_called(void **state)
{
    static const char *const texts[] = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450::1",
        "::ffff:1.1.1.1",
        "2002:101:101::1",           /* 6to4 of 1.1.1.1 */
        "64:ff9b::101:101",          /* NAT64 of 1.1.1.1 */
        "2001:0:101:101::fefe:fefe", /* Teredo, server and client 1.1.1.1 */
    };
    (void)state;
    for (size_t i = 0; i < LENGTH(texts); i++)
        if (judge(texts[i], NULL))
            fail_msg("%s is %s", texts[i], judge(texts[i], NULL));
}

static void all_else_is_refused_with_a_word(void **state)
{
    static const struct {
        const char *text, *word;
    } rows[] = {
        {"0.0.0.0", "unspecified"},
        {"0.1.2.3", "reserved"},
        {"10.0.0.1", "private"},
        {"10.255.255.255", "private"},
        {"100.64.0.1", "shared"},
        {"100.127.255.255", "shared"},
        {"127.0.0.1", "loopback"},
        {"127.255.255.254", "loopback"},
        {"169.254.169.254", "link_local"},
        {"172.16.0.1", "private"},
        {"172.31.255.255", "private"},
        {"192.0.0.170", "reserved"},
        {"192.0.2.1", "documentation"},
        {"192.88.99.1", "reserved"},
        {"192.168.1.1", "private"},
        {"198.18.0.1", "benchmark"},
        {"198.19.255.255", "benchmark"},
        {"198.51.100.7", "documentation"},
        {"203.0.113.7", "documentation"},
        {"224.0.0.1", "multicast"},
        {"239.255.255.255", "multicast"},
        {"240.0.0.1", "reserved"},
        {"255.255.255.255", "reserved"},
        {"::", "unspecified"},
        {"::1", "loopback"},
        {"::2", "reserved"},
        {"::ffff:127.0.0.1", "loopback"},
        {"::ffff:10.1.2.3", "private"},
        {"::ffff:169.254.169.254", "link_local"},
        {"::127.0.0.1", "loopback"},
        {"::8.8.8.8", "reserved"},
        {"64:ff9b::7f00:1", "loopback"},
        {"64:ff9b::a9fe:a9fe", "link_local"},
        {"64:ff9b:1::1", "reserved"},
        {"100::1", "reserved"},
        {"2002:7f00:1::1", "loopback"},
        {"2002:c0a8:101::", "private"},
        {"2002:a9fe:a9fe::1", "link_local"},
        {"2001:0:7f00:1::fefe:fefe", "loopback"},  /* Teredo's server */
        {"2001:0:101:101::80ff:fffe", "loopback"}, /* Teredo's client, turned */
        {"2001:2::1", "benchmark"},
        {"2001:20::1", "reserved"},
        {"2001:db8::1", "documentation"},
        {"3fff::1", "documentation"},
        {"5f00::1", "reserved"},
        {"4000::1", "reserved"},
        {"fc00::1", "private"},
        {"fd12:3456::1", "private"},
        {"fe80::1", "link_local"},
        {"febf::1", "link_local"},
        {"fec0::1", "private"},
        {"ff02::1", "multicast"},
        {"2a00:1450::5efe:a00:1", "private"}, /* ISATAP of 10.0.0.1 */
        {"2a00:1450::200:5efe:7f00:1", "loopback"},
    };
    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const char *word = judge(rows[i].text, NULL);
        if (!word || strcmp(word, rows[i].word) != 0)
            fail_msg("%s is %s, not %s", rows[i].text, word ? word : "called", rows[i].word);
    }
}

static void named_ranges_are_allowed_and_no_others(void **state)
{
    struct ranges ranges;
    (void)state;
    assert_true(ranges_read(&ranges, "127.0.0.1 10.1.0.0/16 fd00::/8 ::1"));
    static const char *const called[] = {
        "127.0.0.1", "::ffff:127.0.0.1", "10.1.255.255",   "fd01::1",
        "::1",       "64:ff9b::a01:203", "2002:a01:203::1"};
    static const char *const refused[] = {"127.0.0.2", "10.2.0.0",        "10.0.255.255",
                                          "fc00::1",   "::ffff:10.2.0.1", "2002:a02:1::1"};
    for (size_t i = 0; i < LENGTH(called); i++)
        assert_null(judge(called[i], &ranges));
    for (size_t i = 0; i < LENGTH(refused); i++)
        assert_non_null(judge(refused[i], &ranges));
}

static void what_is_no_range_is_told(void **state)
{
    static const char *const bad[] = {"10",     "10.0.0.0/33",  "10.0.0.0/",   "10.0.0.0/-1",
                                      "::/129", "localhost",    "10.0.0.0/8x", "1.2.3.4.5",
                                      ":::",    "127.0.0.1,::1"};
    struct ranges ranges;
    (void)state;
    for (size_t i = 0; i < LENGTH(bad); i++)
        assert_false(ranges_read(&ranges, bad[i]));
    assert_true(ranges_read(&ranges, ""));
    assert_int_equal(ranges.count, 0);
    assert_true(ranges_read(&ranges, " 0.0.0.0/0  ::/0 "));
    assert_null(judge("127.0.0.1", &ranges));
    assert_null(judge("fe80::1", &ranges));
}

static void other_families_are_refused(void **state)
{
    struct sockaddr local = {.sa_family = AF_UNIX};
    (void)state;
    assert_string_equal(address_refusal(&local, NULL), "reserved");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_global_is_called),
        cmocka_unit_test(all_else_is_refused_with_a_word),
        cmocka_unit_test(named_ranges_are_allowed_and_no_others),
        cmocka_unit_test(what_is_no_range_is_told),
        cmocka_unit_test(other_families_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
