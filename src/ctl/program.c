/* fork and exec; what the program says goes into memory files, so that no pipe can fill up. */
/* SPDX-License-Identifier: MIT */
#include "ctl/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "db/client.h"

enum { CANNOT_RUN = 127, TEXT_MOST = 64 * 1024 };

static volatile sig_atomic_t stopped;
static volatile pid_t child;

static void on_signal(int number)
{
    stopped = 1;
    if (child > 0)
        kill(child, number);
}

static void catch_signals(void)
{
    struct sigaction act = {.sa_handler = on_signal};
    sigaction(SIGHUP, &act, NULL);
    sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
}

static _Noreturn void become(const struct program *program, int output, int errors)
{
    int input = open("/dev/null", O_RDONLY);
    /* execvp takes words it could change, for history's sake; it does not. */
    union {
        const char *const *given;
        char *const *taken;
    } words = {.given = program->words};
    char options[120];
    snprintf(options, sizeof options,
             "-c statement_timeout=0 -c client_min_messages=warning -c lock_timeout=%d",
             program->lock_ms);
    setenv("PGOPTIONS", options, 1);
    if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
        dup2(errors, STDERR_FILENO) < 0)
        _exit(CANNOT_RUN);
    if (program->conninfo && !client_environment(program->conninfo))
        dprintf(STDERR_FILENO, "error: admin_database is not a connection string\n");
    else if (execvp(words.taken[0], words.taken) != 0)
        dprintf(STDERR_FILENO, "error: %s\n", strerror(errno));
    _exit(CANNOT_RUN);
}

/* What was written to the memory file, at most TEXT_MOST of it. */
static char *text_of(int file, struct arena *arena)
{
    char *text = arena_alloc(arena, TEXT_MOST + 1);
    ssize_t length = pread(file, text, TEXT_MOST, 0);
    text[length > 0 ? length : 0] = '\0';
    return text;
}

/* What tells most: from the first error on to the end of its line, or the first line; without the
 * name that most programs begin it with. */
static void complain(const struct program *program, const char *text)
{
    const char *name = program->words[0];
    size_t length = strlen(name);
    const char *line = strcasestr(text, "error: ");
    if (!line)
        line = *text ? text : "failed";
    if (strncmp(line, name, length) == 0 && strncmp(line + length, ": ", 2) == 0)
        line += length + 2;
    ctl_fail("%s: %.*s", name, (int)strcspn(line, "\n"), line);
}

static bool await(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    child = 0;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool program_run(struct program *program, struct arena *arena)
{
    catch_signals();
    int output = memfd_create("output", MFD_CLOEXEC);
    int errors = memfd_create("errors", MFD_CLOEXEC);
    bool fine = output >= 0 && errors >= 0 && !stopped;
    pid_t pid = fine ? fork() : -1;
    if (pid == 0)
        become(program, output, errors);
    child = pid;
    fine = pid > 0 && await(pid) && !stopped;
    if (stopped)
        ctl_fail("stopped");
    else if (pid < 0)
        ctl_fail("%s: %s", program->words[0], strerror(errno));
    else if (!fine)
        complain(program, program->output = text_of(errors, arena));
    else if (program->keep_output)
        program->output = text_of(output, arena);
    close(output);
    close(errors);
    return fine;
}

bool program_do(struct arena *arena, const char *const *words)
{
    struct program program = {.words = words};
    return program_run(&program, arena);
}

char *program_ask(struct arena *arena, const char *conninfo, const char *sql)
{
    const char *const words[] = {
        "psql", "--no-psqlrc", "--no-password", "--tuples-only", "--no-align", "--command",
        sql,    NULL};
    struct program program = {.words = words, .conninfo = conninfo, .keep_output = true};
    return program_run(&program, arena) ? program.output : NULL;
}
