/* Boot settings: defaults, then the file, then the environment; every mistake in one clear line. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../unit.h"
#include "base/arena.h"
#include "setting/conf.h"

struct fixture {
    char path[64];
    struct conf conf;
    char error[256];
};

static int setup(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){.path = "/tmp/orderd-conf-XXXXXX"};
    int file = mkstemp(fixture.path);
    if (file < 0)
        return -1;
    close(file);
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    const struct fixture *fixture = *state;
    return unlink(fixture->path);
}

static bool load(struct fixture *fixture, const char *text)
{
    FILE *file = fopen(fixture->path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return conf_load(&fixture->conf, fixture->path, fixture->error, sizeof(fixture->error));
}

/* Loading `text` fails with an error that names the file, the line and `words`. */
static void assert_refused(struct fixture *fixture, const char *text, int line, const char *words)
{
    char place[128];
    snprintf(place, sizeof(place), "%s:%d: ", fixture->path, line);
    assert_false(load(fixture, text));
    if (strncmp(fixture->error, place, strlen(place)) != 0 || !strstr(fixture->error, words))
        fail_msg("\"%s\" lacks \"%s\" or \"%s\"", fixture->error, place, words);
    assert_null(strchr(fixture->error, '\n'));
}

static void defaults_without_a_file(void **state)
{
    struct fixture *fixture = *state;
    const struct conf *conf = &fixture->conf;
    assert_true(conf_load(&fixture->conf, NULL, fixture->error, sizeof(fixture->error)));
    assert_string_equal(conf->database, "dbname=orderd user=orderd_app");
    assert_string_equal(conf->admin_database, "dbname=orderd user=orderd_owner");
    assert_string_equal(conf->socket_dir, "/run/orderd");
    assert_string_equal(conf->socket_group, "");
    assert_string_equal(conf->keys_dir, "/var/lib/orderd/keys");
    assert_string_equal(conf->issuer, "https://localhost:8443");
    assert_string_equal(conf->audience, "orderd");
    assert_string_equal(conf->log_level, "info");
    assert_int_equal(conf->workers_api, 8);
    assert_int_equal(conf->workers_auth, 2);
    assert_int_equal(conf->workers_slow, 2);
    assert_int_equal(conf->request_seconds, 30);
    assert_int_equal(conf->queue_ms, 1000);
    assert_int_equal(conf->drain_seconds, 30);
}

static void the_file_wins_over_defaults(void **state)
{
    struct fixture *fixture = *state;
    assert_true(load(fixture, "# a comment\n"
                              "\n"
                              "workers_api = 16\n"
                              "  log_level=debug  \n"
                              "database = \"host=/run/pg dbname=x\"\n"
                              "socket_group = \"\"\n"
                              "issuer = https://shop.example/?a=b#c"));
    assert_int_equal(fixture->conf.workers_api, 16);
    assert_string_equal(fixture->conf.log_level, "debug");
    assert_string_equal(fixture->conf.database, "host=/run/pg dbname=x");
    assert_string_equal(fixture->conf.socket_group, "");
    assert_string_equal(fixture->conf.issuer, "https://shop.example/?a=b#c");
    assert_int_equal(fixture->conf.workers_slow, 2);
}

static void mistakes_in_the_file_name_their_line(void **state)
{
    struct fixture *fixture = *state;
    assert_refused(fixture, "\n# x\nworker_api = 3\n", 3, "unknown setting \"worker_api\"");
    assert_refused(fixture, "workers_api\n", 1, "name = value");
    assert_refused(fixture, "= 3\n", 1, "unknown setting");
    assert_refused(fixture, "audience = a\naudience = b\n", 2, "audience is set twice");
    assert_refused(fixture, "issuer = \"https://x\n", 1, "issuer lacks its closing quote");
    assert_refused(fixture, "issuer = \"\n", 1, "issuer lacks its closing quote");
    assert_refused(fixture, "issuer =\n", 1, "issuer must not be empty");
    assert_refused(fixture, "log_level = loud\n", 1,
                   "log_level must be one of: debug info warn error");
}

static void whole_numbers_have_bounds(void **state)
{
    struct fixture *fixture = *state;
    static const char *const refused[] = {
        "0", "257", "-1", "8x", "x", "", "1.5", "0x8", "+8", "99999999999999999999",
    };
    for (size_t i = 0; i < LENGTH(refused); i++) {
        char line[64];
        snprintf(line, sizeof(line), "workers_api = %s\n", refused[i]);
        assert_refused(fixture, line, 1, "workers_api must be a whole number from 1 to 256");
    }
    assert_true(load(fixture, "workers_api = 256\n"));
    assert_int_equal(fixture->conf.workers_api, 256);
    assert_true(load(fixture, "workers_api = 1\n"));
    assert_int_equal(fixture->conf.workers_api, 1);
}

static void a_missing_file_is_an_error(void **state)
{
    struct fixture *fixture = *state;
    assert_false(conf_load(&fixture->conf, "/nonexistent/orderd.conf", fixture->error,
                           sizeof(fixture->error)));
    assert_string_equal(fixture->error, "/nonexistent/orderd.conf: No such file or directory");
}

static void a_directory_is_an_error(void **state)
{
    struct fixture *fixture = *state;
    assert_false(conf_load(&fixture->conf, "/", fixture->error, sizeof(fixture->error)));
    assert_string_equal(fixture->error, "/: Is a directory");
}

static void an_error_is_cut_to_its_room(void **state)
{
    struct fixture *fixture = *state;
    char small[16];
    memset(small, 'x', sizeof(small));
    assert_false(conf_load(&fixture->conf, "/nonexistent/orderd.conf", small, 8));
    assert_int_equal(small[7], '\0');
    assert_int_equal(small[8], 'x');
}

static void the_environment_wins_over_the_file(void **state)
{
    struct fixture *fixture = *state;
    setenv("ORDERD_WORKERS_API", "3", 1);
    setenv("ORDERD_ISSUER", "https://env.example", 1);
    bool loaded = load(fixture, "workers_api = 16\nworkers_auth = 4\n");
    unsetenv("ORDERD_WORKERS_API");
    unsetenv("ORDERD_ISSUER");
    assert_true(loaded);
    assert_int_equal(fixture->conf.workers_api, 3);
    assert_int_equal(fixture->conf.workers_auth, 4);
    assert_string_equal(fixture->conf.issuer, "https://env.example");
}

static void assert_variable_refused(struct fixture *fixture, const char *name, const char *value,
                                    const char *error)
{
    setenv(name, value, 1);
    bool loaded = conf_load(&fixture->conf, NULL, fixture->error, sizeof(fixture->error));
    unsetenv(name);
    assert_false(loaded);
    assert_string_equal(fixture->error, error);
}

static void mistakes_in_the_environment_stop_the_start(void **state)
{
    struct fixture *fixture = *state;
    assert_variable_refused(fixture, "ORDERD_WORKER_API", "3",
                            "environment: unknown setting ORDERD_WORKER_API");
    assert_variable_refused(fixture, "ORDERD_", "3", "environment: unknown setting ORDERD_");
    assert_variable_refused(fixture, "ORDERD_WORKERS_API", "many",
                            "environment: workers_api must be a whole number from 1 to 256");
    assert_variable_refused(fixture, "ORDERD_DATABASE", "",
                            "environment: database must not be empty");
}

static void the_tests_own_variables_are_left_alone(void **state)
{
    struct fixture *fixture = *state;
    setenv("ORDERD_TEST_URL", "https://localhost", 1);
    bool loaded = conf_load(&fixture->conf, NULL, fixture->error, sizeof(fixture->error));
    unsetenv("ORDERD_TEST_URL");
    assert_true(loaded);
}

/* The example loads as it is, and again with every setting's line made active. */
static void the_example_is_a_valid_file_of_defaults(void **state)
{
    struct fixture *fixture = *state;
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    conf_write_example(out);
    fclose(out);

    bool commented = load(fixture, text);
    size_t active = 0;
    for (char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (line[0] != '#' || line[1] == ' ')
            continue;
        line[0] = ' ';
        active++;
    }
    bool uncommented = load(fixture, text);
    free(text);
    assert_true(commented);
    if (!uncommented)
        fail_msg("%s", fixture->error);
    assert_int_equal(active, conf_row_count);
    assert_string_equal(fixture->conf.database, "dbname=orderd user=orderd_app");
    assert_string_equal(fixture->conf.socket_group, "");
    assert_int_equal(fixture->conf.workers_api, 8);
}

/* What one process exports, the next one loads: also a value that a file would need quotes for. */
static void an_export_is_loaded_again(void **state)
{
    struct fixture *fixture = *state;
    assert_true(
        load(fixture, "database = \"host=/x user=y\"\nworkers_slow = 7\nsocket_group = \n"));
    struct conf exported = fixture->conf, loaded;
    conf_export(&exported);
    bool fine = conf_load(&loaded, NULL, fixture->error, sizeof fixture->error);
    for (char **variable = environ; *variable;) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(*variable, "="), *variable);
        if (strncmp(name, "ORDERD_", 7) == 0)
            unsetenv(name);
        else
            variable++;
    }
    if (!fine)
        fail_msg("%s", fixture->error);
    assert_string_equal(loaded.database, "host=/x user=y");
    assert_string_equal(loaded.issuer, exported.issuer);
    assert_string_equal(loaded.socket_group, "");
    assert_int_equal(loaded.workers_slow, 7);
    assert_int_equal(loaded.drain_seconds, exported.drain_seconds);
}

/* An issuer alone is not enough, and its keys come from a place that can be trusted. */
static void an_outside_issuer_is_whole_or_none(void **state)
{
    struct fixture *fixture = *state;
    static const char whole[] = "outside_issuer = https://x.example\noutside_audience = a\n";
    static const struct {
        const char *text;
        bool good;
    } cases[] = {
        {"outside_jwks = /etc/orderd/jwks.json\n", true},
        {"outside_jwks = https://x.example/jwks\n", true},
        {"outside_jwks = http://127.0.0.1:9/jwks\n", true},
        {"outside_jwks = http://x.example/jwks\n", false},
        {"outside_jwks = jwks.json\n", false},
        {"", false},
        {"outside_jwks = /x\nissuer = https://x.example\n", false},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        char text[300];
        snprintf(text, sizeof text, "%s%s", whole, cases[i].text);
        assert_int_equal(load(fixture, text), cases[i].good);
    }
    assert_false(load(fixture, "outside_issuer = https://x.example\noutside_jwks = /x\n"));
    assert_true(load(fixture, "outside_audience = a\n")); /* without an issuer nothing is trusted */
}

static void a_site_has_a_host(void **state)
{
    static const struct {
        const char *issuer, *host;
    } rows[] = {{"https://shop.example.com", "shop.example.com"},
                {"https://localhost:8443", "localhost"},
                {"https://shop.example/below?x#y", "shop.example"},
                {"shop.example", "shop.example"}};
    struct arena *arena = arena_new(4096);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct conf conf = {.issuer = rows[i].issuer};
        assert_string_equal(conf_host(arena, &conf), rows[i].host);
    }
    arena_free(arena);
}

#define conf_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        conf_test(defaults_without_a_file),
        conf_test(the_file_wins_over_defaults),
        conf_test(mistakes_in_the_file_name_their_line),
        conf_test(whole_numbers_have_bounds),
        conf_test(a_missing_file_is_an_error),
        conf_test(a_directory_is_an_error),
        conf_test(an_outside_issuer_is_whole_or_none),
        conf_test(an_error_is_cut_to_its_room),
        conf_test(the_environment_wins_over_the_file),
        conf_test(mistakes_in_the_environment_stop_the_start),
        conf_test(the_tests_own_variables_are_left_alone),
        conf_test(the_example_is_a_valid_file_of_defaults),
        conf_test(an_export_is_loaded_again),
        cmocka_unit_test(a_site_has_a_host),
    };
    return cmocka_run_group_tests_name("conf", tests, NULL, NULL);
}
