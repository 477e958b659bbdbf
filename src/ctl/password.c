/* Reads passwords; the terminal echoes again whatever happens. */
/* SPDX-License-Identifier: MIT */
#include "ctl/password.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>

enum { LINE_MOST = 1024 };

/* The line without its end, or NULL. */
static char *read_line(struct arena *arena, FILE *in)
{
    char *line = arena_alloc(arena, LINE_MOST);
    if (!fgets(line, LINE_MOST, in))
        return NULL;
    line[strcspn(line, "\n")] = '\0';
    return line;
}

static volatile sig_atomic_t caught;

static void on_signal(int signal)
{
    caught = signal;
}

/* A Ctrl-C ends the program only once the terminal is as it was. */
static char *read_hidden(struct arena *arena, FILE *terminal, const char *prompt)
{
    struct sigaction act = {.sa_handler = on_signal}, old_int, old_term;
    struct termios before, hidden;
    if (tcgetattr(fileno(terminal), &before) != 0)
        return NULL;
    hidden = before;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    hidden.c_lflag |= ECHONL;

    sigaction(SIGINT, &act, &old_int);
    sigaction(SIGTERM, &act, &old_term);
    tcsetattr(fileno(terminal), TCSAFLUSH, &hidden);
    dprintf(fileno(terminal), "%s", prompt);
    char *line = read_line(arena, terminal);
    tcsetattr(fileno(terminal), TCSAFLUSH, &before);
    sigaction(SIGINT, &old_int, NULL);
    sigaction(SIGTERM, &old_term, NULL);
    if (caught)
        raise(caught);
    return line;
}

static const char *ask_twice(struct ctl *ctl, FILE *terminal, const char *prompt)
{
    const char *first = read_hidden(ctl->arena, terminal, prompt);
    const char *second = first ? read_hidden(ctl->arena, terminal, "Again: ") : NULL;
    if (second && strcmp(first, second) == 0)
        return first;
    ctl_fail(second ? "what was typed twice differs" : "nothing was typed");
    return NULL;
}

const char *password_ask(struct ctl *ctl, bool piped)
{
    const char *password;
    if (piped) {
        password = read_line(ctl->arena, stdin);
        if (!password)
            ctl_fail("no password on standard input");
        return password;
    }
    FILE *terminal = fopen("/dev/tty", "r+e");
    if (!terminal) {
        ctl_fail("no terminal to ask for the password; use --password-stdin");
        return NULL;
    }
    password = ask_twice(ctl, terminal, "Password: ");
    fclose(terminal);
    return password;
}

static const char *phrase_of_file(struct ctl *ctl, const char *path)
{
    FILE *file = fopen(path, "re");
    char *line = file ? read_line(ctl->arena, file) : NULL;
    if (!line)
        ctl_fail("%s: %s", path, file ? "no passphrase in it" : strerror(errno));
    else
        line[strcspn(line, "\r")] = '\0';
    if (file)
        fclose(file);
    return line;
}

const char *passphrase_ask(struct ctl *ctl, const char *file, bool twice)
{
    static const char prompt[] = "Passphrase: ";
    if (file)
        return phrase_of_file(ctl, file);
    FILE *terminal = fopen("/dev/tty", "r+e");
    if (!terminal) {
        ctl_fail("no terminal to ask for the passphrase; use --passphrase-file");
        return NULL;
    }
    const char *phrase =
        twice ? ask_twice(ctl, terminal, prompt) : read_hidden(ctl->arena, terminal, prompt);
    if (!phrase && !twice)
        ctl_fail("nothing was typed");
    fclose(terminal);
    return phrase;
}
