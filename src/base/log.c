/* Log lines are built in an arena of their own, reset for each line. */
/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_text.h"
#include "base/utf8.h"

/* A text is cut here, so that one client can't fill the disk and a line stays one write. */
enum { TEXT_MOST = 1000, LINE_BLOCK = 8192 };

static const char *const level_names[] = {
    [LOG_DEBUG] = "debug",
    [LOG_INFO] = "info",
    [LOG_WARN] = "warn",
    [LOG_ERROR] = "error",
};

static struct {
    enum log_level least;
    const char *who;
    const char *request_id;
    struct arena *arena;
} self = {.least = LOG_INFO, .who = "orderd"};

void log_setup(enum log_level level, const char *who)
{
    self.least = level;
    self.who = who;
}

bool log_level_parse(const char *name, enum log_level *level)
{
    for (size_t i = 0; i < sizeof(level_names) / sizeof(level_names[0]); i++) {
        if (strcmp(name, level_names[i]) != 0)
            continue;
        *level = (enum log_level)i;
        return true;
    }
    return false;
}

void log_begin(const char *level, const char *who)
{
    enum log_level least;
    if (!log_level_parse(level, &least))
        least = LOG_INFO;
    log_setup(least, who);
}

void log_request_id(const char *id)
{
    self.request_id = id;
}

/* RFC 3339 in UTC with milliseconds. */
static void time_now(char *out, size_t size)
{
    struct timespec now;
    struct tm utc;
    char seconds[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(seconds, sizeof(seconds), "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(out, size, "%s.%03ldZ", seconds, now.tv_nsec / 1000000);
}

static const char *shortened(struct arena *arena, const char *text)
{
    if (!text || strnlen(text, TEXT_MOST + 1) <= TEXT_MOST)
        return text;
    size_t end = 0;
    while (end < TEXT_MOST) {
        size_t step = utf8_step(text + end, 4);
        end += step ? step : 1;
    }
    return arena_printf(arena, "%.*s…", (int)end, text);
}

static void write_line(const struct buf *line)
{
    /* Nowhere to report to when stderr is gone. */
    ssize_t written = write(STDERR_FILENO, line->data, line->length);
    (void)written;
}

void log_event(enum log_level level, const char *event, ...)
{
    if (level < self.least)
        return;
    if (!self.arena)
        self.arena = arena_new(LINE_BLOCK);
    arena_reset(self.arena);

    char now[64];
    time_now(now, sizeof(now));
    struct buf line = buf_new(self.arena);
    struct json_writer writer = json_writer(&line);
    json_open(&writer, NULL, '{');
    json_text(&writer, "time", now);
    json_text(&writer, "level", level_names[level]);
    json_text(&writer, "who", self.who);
    json_int(&writer, "pid", getpid());
    if (self.request_id)
        json_text(&writer, "request_id", self.request_id);
    json_text(&writer, "event", event);

    va_list pairs;
    va_start(pairs, event);
    for (const char *name; (name = va_arg(pairs, const char *));)
        json_text(&writer, name, shortened(self.arena, va_arg(pairs, const char *)));
    va_end(pairs);

    json_close(&writer, '}');
    buf_char(&line, '\n');
    write_line(&line);
}
