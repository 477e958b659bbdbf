/* What a program leaves, the next one reads, whatever their versions. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../unit.h"
#include "server/handover.h"

struct read {
    char text[300];
    int fd;
};

static void take(void *to, const char *word, const char *rest)
{
    struct read *read = to;
    size_t used = strlen(read->text);
    snprintf(read->text + used, sizeof read->text - used, "%s=%s;", word, rest);
    if (strcmp(word, "socket") == 0)
        read->fd = handover_taken(rest);
}

static bool closes_on_exec(int fd)
{
    return fcntl(fd, F_GETFD) & FD_CLOEXEC;
}

static void lines_come_as_they_went(void **state)
{
    (void)state;
    struct read read = {.fd = -1};
    char want[100];
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    FILE *file = handover_begin();
    assert_non_null(file);
    handover_fd(file, "socket", "api", fd);
    handover_fd(file, "lock", "", -1);
    fputs("made /run/a place/api.sock\nalone\n", file);
    assert_false(closes_on_exec(fd));
    int whole = handover_end(file);
    assert_true(whole >= 0);
    assert_false(closes_on_exec(whole));
    assert_true(handover_read(dup(whole), take, &read));
    snprintf(want, sizeof want, "socket=api %d;made=/run/a place/api.sock;alone=;", fd);
    assert_string_equal(read.text, want);
    assert_int_equal(read.fd, fd);
    assert_true(closes_on_exec(fd));
    fclose(file);
    close(fd);
}

static void what_was_left_in_vain_closes_again(void **state)
{
    (void)state;
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    FILE *file = handover_begin();
    handover_fd(file, "board", "", fd);
    assert_true(handover_end(file) >= 0);
    handover_drop(file);
    assert_true(closes_on_exec(fd));
    close(fd);
}

static void a_number_that_is_none_is_no_descriptor(void **state)
{
    (void)state;
    assert_int_equal(handover_taken(""), -1);
    assert_int_equal(handover_taken("api"), -1);
    assert_int_equal(handover_taken("1"), -1);
    assert_int_equal(handover_taken("api 1000000"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_as_they_went),
        cmocka_unit_test(what_was_left_in_vain_closes_again),
        cmocka_unit_test(a_number_that_is_none_is_no_descriptor),
    };
    return cmocka_run_group_tests_name("handover", tests, NULL, NULL);
}
