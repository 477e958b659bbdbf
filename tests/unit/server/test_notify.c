/* What is said arrives, word for word, where systemd and who asked listen. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../unit.h"
#include "server/notify.h"

static int systemd = -1;

/* Listens as systemd does, and says where in $NOTIFY_SOCKET. */
static void listen_at(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(name);
    memcpy(address.sun_path, name, length);
    if (*name == '@')
        address.sun_path[0] = '\0';
    systemd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(systemd, (const struct sockaddr *)&address,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)),
                     0);
    setenv("NOTIFY_SOCKET", name, 1);
}

static int listen_abstract(void **state)
{
    char name[64];
    (void)state;
    snprintf(name, sizeof name, "@orderd-test-notify-%d", (int)getpid());
    listen_at(name);
    return 0;
}

static int end(void **state)
{
    (void)state;
    close(systemd);
    unsetenv("NOTIFY_SOCKET");
    notify_asked_by(0);
    return 0;
}

static const char *heard(int fd)
{
    static char text[600];
    ssize_t length = recv(fd, text, sizeof text - 1, MSG_DONTWAIT);
    text[length > 0 ? length : 0] = '\0';
    return length < 0 ? NULL : text;
}

static void a_start_is_ready_once(void **state)
{
    (void)state;
    notify_ready("9 workers");
    assert_string_equal(heard(systemd), "READY=1\nSTATUS=9 workers");
    assert_null(heard(systemd));
}

static void a_reload_has_the_time_at_which_it_began(void **state)
{
    struct timespec now;
    long long said = 0;
    (void)state;
    clock_gettime(CLOCK_MONOTONIC, &now);
    notify_reloading(0);
    assert_int_equal(
        sscanf(heard(systemd), "RELOADING=1\nMONOTONIC_USEC=%lld\nSTATUS=reloading", &said), 1);
    assert_in_range(said, now.tv_sec * 1000000LL, (now.tv_sec + 5) * 1000000LL);
}

static void a_refused_reload_is_over_for_systemd(void **state)
{
    (void)state;
    notify_refused("orderd.conf:3: colour?");
    assert_string_equal(heard(systemd), "READY=1\nSTATUS=not reloaded: orderd.conf:3: colour?");
}

static void a_stop_says_so(void **state)
{
    (void)state;
    notify_stopping();
    assert_string_equal(heard(systemd), "STOPPING=1\nSTATUS=stopping");
}

static void a_socket_may_be_a_file(void **state)
{
    char folder[] = "/tmp/orderd-notify-XXXXXX", name[64];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(name, sizeof name, "%s/notify", folder);
    listen_at(name);
    notify_status("busy");
    assert_string_equal(heard(systemd), "STATUS=busy");
    unlink(name);
    rmdir(folder);
}

static void nothing_is_said_where_nobody_listens(void **state)
{
    static const char *const names[] = {"", "@", "relative", "/nowhere/at/all", "@orderd-nobody"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        setenv("NOTIFY_SOCKET", names[i], 1);
        notify_ready("unheard");
    }
    unsetenv("NOTIFY_SOCKET");
    notify_ready("unheard");
}

static void who_asks_hears_the_end_once(void **state)
{
    (void)state;
    int fd = notify_listen();
    assert_true(fd >= 0);
    notify_reloading(getpid());
    assert_int_equal(notify_asker(), getpid());
    assert_string_equal(heard(fd), "~reloading");
    notify_refused("why");
    assert_string_equal(heard(fd), "-why");
    notify_ready("later");
    assert_null(heard(fd));
    notify_reloading(getpid());
    assert_string_equal(heard(fd), "~reloading");
    notify_ready("9 workers");
    assert_string_equal(heard(fd), "+9 workers");
    close(fd);
}

static void a_second_reload_ends_the_waiting_for_the_first(void **state)
{
    (void)state;
    int fd = notify_listen();
    notify_asked_by(getpid());
    notify_reloading(0);
    assert_string_equal(heard(fd), "-another reload took its place");
    close(fd);
}

#define notify_test(function) cmocka_unit_test_setup_teardown(function, listen_abstract, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        notify_test(a_start_is_ready_once),
        notify_test(a_reload_has_the_time_at_which_it_began),
        notify_test(a_refused_reload_is_over_for_systemd),
        notify_test(a_stop_says_so),
        cmocka_unit_test_teardown(a_socket_may_be_a_file, end),
        cmocka_unit_test(nothing_is_said_where_nobody_listens),
        notify_test(who_asks_hears_the_end_once),
        notify_test(a_second_reload_ends_the_waiting_for_the_first),
    };
    return cmocka_run_group_tests_name("notify", tests, NULL, NULL);
}
