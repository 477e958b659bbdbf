/* Addresses that a webhook may have. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"
#include "net/url.h"

static void https_with_a_host_is_taken(void **state)
{
    static const char *const good[] = {
        "https://example.com", "https://example.com:8443/a/b?c=d", "https://[2001:db8::1]/x",
        "https://192.0.2.1/",  "https://xn--bcher-kva.example/",   "HTTPS://EXAMPLE.com/"};
    (void)state;
    for (size_t i = 0; i < LENGTH(good); i++)
        assert_null(url_flaw(good[i], false));
}

static void http_is_taken_where_it_is_allowed(void **state)
{
    (void)state;
    assert_non_null(url_flaw("http://example.com/", false));
    assert_null(url_flaw("http://example.com/", true));
}

static void all_else_is_refused(void **state)
{
    static const char *const bad[] = {"",
                                      "example.com",
                                      "/path",
                                      "ftp://example.com/",
                                      "file:///etc/passwd",
                                      "gopher://x/",
                                      "https://user@example.com/",
                                      "https://user:pw@example.com/",
                                      "https://example.com/#x",
                                      "https://",
                                      "https://?x",
                                      "https://exa mple.com/",
                                      "https://example.com:99999/",
                                      "javascript:alert(1)",
                                      "https://example.com/\r\nX: y"};
    (void)state;
    for (size_t i = 0; i < LENGTH(bad); i++)
        if (!url_flaw(bad[i], true))
            fail_msg("%s is taken", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(https_with_a_host_is_taken),
        cmocka_unit_test(http_is_taken_where_it_is_allowed),
        cmocka_unit_test(all_else_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
