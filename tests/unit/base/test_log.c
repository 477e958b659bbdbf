/* Log lines: one JSON object each, whatever the texts hold. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../unit.h"
#include "base/log.h"
#include "json/read.h"

static int real_stderr = -1;
static FILE *captured;

static int capture(void **state)
{
    captured = tmpfile();
    real_stderr = dup(STDERR_FILENO);
    if (!captured || real_stderr < 0 || dup2(fileno(captured), STDERR_FILENO) < 0)
        return -1;
    log_setup(LOG_INFO, "api");
    log_request_id(NULL);
    return unit_arena_new(state);
}

static int release(void **state)
{
    dup2(real_stderr, STDERR_FILENO);
    close(real_stderr);
    fclose(captured);
    return unit_arena_free(state);
}

/* Everything logged so far. */
static const char *lines(void)
{
    static char text[20000];
    rewind(captured);
    text[fread(text, 1, sizeof(text) - 1, captured)] = '\0';
    return text;
}

/* The one line logged, as a tree. */
static const struct json *line(struct arena *arena)
{
    const char *text = lines(), *error;
    size_t length = strlen(text);
    assert_true(length > 0 && text[length - 1] == '\n');
    assert_ptr_equal(strchr(text, '\n'), text + length - 1);
    const struct json *tree = json_read(arena, text, length, &error);
    if (!tree)
        fail_msg("%s: %s", error, text);
    return tree;
}

static const char *member(const struct json *object, const char *name)
{
    const struct json *found = json_member(object, name);
    return found ? found->text : NULL;
}

static void members_stand_in_order(void **state)
{
    static const char *const names[] = {
        "time", "level", "who", "pid", "request_id", "event", "method", "path",
    };
    log_request_id("req-1");
    log_event(LOG_WARN, "request", "method", "GET", "path", NULL, NULL);
    const struct json *object = line(*state), *child = object->first;
    assert_int_equal(object->count, LENGTH(names));
    for (size_t i = 0; i < LENGTH(names); i++, child = child->next)
        assert_string_equal(child->name, names[i]);
    assert_string_equal(member(object, "level"), "warn");
    assert_string_equal(member(object, "who"), "api");
    assert_int_equal(atol(member(object, "pid")), getpid());
    assert_string_equal(member(object, "request_id"), "req-1");
    assert_string_equal(member(object, "event"), "request");
    assert_string_equal(member(object, "method"), "GET");
    assert_int_equal(json_member(object, "path")->type, JSON_NULL);
}

/* time() may lag the clock that is written by a tick. */
static time_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

static void time_is_rfc_3339_with_milliseconds(void **state)
{
    setenv("TZ", "Asia/Kolkata", 1);
    tzset();
    time_t before = seconds_now();
    log_event(LOG_INFO, "x", NULL);
    time_t after = seconds_now();

    struct tm t = {0};
    int milliseconds, end = 0;
    const char *written = member(line(*state), "time");
    int fields = sscanf(written, "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ%n", &t.tm_year, &t.tm_mon,
                        &t.tm_mday, &t.tm_hour, &t.tm_min, &t.tm_sec, &milliseconds, &end);
    assert_int_equal(fields, 7);
    assert_int_equal(end, strlen("2026-01-31T12:00:00.000Z"));
    assert_int_equal(strlen(written), end);
    t.tm_year -= 1900;
    t.tm_mon -= 1;
    assert_in_range(timegm(&t), before, after);
}

static void a_line_outside_requests_has_no_request_id(void **state)
{
    log_event(LOG_INFO, "start", NULL);
    assert_null(json_member(line(*state), "request_id"));
}

static void lines_below_the_level_are_dropped(void **state)
{
    (void)state;
    log_setup(LOG_WARN, "api");
    log_event(LOG_DEBUG, "a", NULL);
    log_event(LOG_INFO, "b", NULL);
    assert_string_equal(lines(), "");
    log_event(LOG_WARN, "c", NULL);
    log_event(LOG_ERROR, "d", NULL);
    assert_non_null(strstr(lines(), "\"event\":\"c\""));
    assert_non_null(strstr(lines(), "\"event\":\"d\""));
}

static void texts_can_not_forge_lines(void **state)
{
    static const char evil[] = "\"}\n{\"event\":\"forged\"}\r\x1b[2J\\";
    log_event(LOG_INFO, "request", "path", evil, NULL);
    assert_string_equal(member(line(*state), "path"), evil);
}

static void bytes_that_are_not_utf8_still_make_json(void **state)
{
    log_event(LOG_INFO, "request", "path",
              "a\xff"
              "b\xc3",
              NULL);
    assert_string_equal(member(line(*state), "path"), "a\xef\xbf\xbd"
                                                      "b\xef\xbf\xbd");
}

static void long_texts_are_cut_between_characters(void **state)
{
    struct arena *arena = *state;
    char text[4002] = "x";
    for (size_t i = 1; i < 4001; i += 2)
        memcpy(text + i, "\xc3\xa9", 2);
    text[4001] = '\0';
    log_event(LOG_INFO, "request", "path", text + 2, "agent", text, NULL);
    const struct json *object = line(arena);
    const char *path = member(object, "agent");
    size_t length = strlen(path);
    assert_true(length < 1100);
    assert_memory_equal(path, text, length - 3);
    assert_string_equal(path + length - 3, "\xe2\x80\xa6");
}

static void levels_have_names(void **state)
{
    (void)state;
    enum log_level level;
    assert_true(log_level_parse("debug", &level));
    assert_int_equal(level, LOG_DEBUG);
    assert_true(log_level_parse("info", &level));
    assert_int_equal(level, LOG_INFO);
    assert_true(log_level_parse("warn", &level));
    assert_int_equal(level, LOG_WARN);
    assert_true(log_level_parse("error", &level));
    assert_int_equal(level, LOG_ERROR);
    assert_false(log_level_parse("ERROR", &level));
    assert_false(log_level_parse("", &level));
}

#define log_test(function) cmocka_unit_test_setup_teardown(function, capture, release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        log_test(members_stand_in_order),
        log_test(time_is_rfc_3339_with_milliseconds),
        log_test(a_line_outside_requests_has_no_request_id),
        log_test(lines_below_the_level_are_dropped),
        log_test(texts_can_not_forge_lines),
        log_test(bytes_that_are_not_utf8_still_make_json),
        log_test(long_texts_are_cut_between_characters),
        cmocka_unit_test(levels_have_names),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
