/* Secrets in files: what is taken for one. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../unit.h"
#include "base/log.h"
#include "base/secret_file.h"

/* Reads a file of this content; NULL when it is refused. */
static const char *read_back(const char *content)
{
    static char secret[SECRET_MOST];
    char path[] = "/tmp/orderd-secret-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, content, strlen(content)), strlen(content));
    close(fd);
    bool read = secret_file_read(path, secret);
    unlink(path);
    return read ? secret : NULL;
}

static void takes_the_first_line(void **state)
{
    (void)state;
    assert_string_equal(read_back("sk_test_1"), "sk_test_1");
    assert_string_equal(read_back("  sk_test_1 \r\nmore\n"), "sk_test_1");
}

static void refuses_what_is_none(void **state)
{
    char secret[SECRET_MOST];
    char longest[SECRET_MOST + 2];
    (void)state;
    log_setup(LOG_ERROR + 1, "test");
    memset(longest, 'a', sizeof longest);
    longest[SECRET_MOST - 2] = '\0';
    assert_string_equal(read_back(longest), longest);
    longest[SECRET_MOST - 2] = 'a';
    longest[SECRET_MOST + 1] = '\0';
    assert_null(read_back(longest));
    assert_null(read_back(""));
    assert_null(read_back("\nsk_test_1\n"));
    assert_null(read_back("sk_\x01test"));
    assert_null(read_back("sk_t\xc3\xa4st"));
    assert_false(secret_file_read("", secret));
    assert_false(secret_file_read("/nowhere/secret", secret));
    assert_false(secret_file_read("/", secret));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_first_line),
        cmocka_unit_test(refuses_what_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
