/* The program says itself what is wrong: whoever runs by now may know less. */
/* SPDX-License-Identifier: MIT */
#include "server/trial.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "server/restart.h"

enum { TRIAL_SECONDS = 10 };

static _Noreturn void try(const char *program, const char *settings, int out)
{
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nowhere, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    alarm(TRIAL_SECONDS);
    execl(program, program, "-t", settings ? "-c" : NULL, settings, NULL);
    dprintf(STDERR_FILENO, "%s can't be executed", program);
    _exit(127);
}

bool trial_begin(struct trial *trial, const char *program, const char *settings)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    pid_t pid = fork();
    if (pid == 0)
        try(program, settings, ends[1]);
    close(ends[1]);
    *trial = (struct trial){pid > 0 ? pid : 0, ends[0]};
    if (pid < 0)
        close(ends[0]);
    return pid > 0;
}

bool trial_end(struct trial *trial, int status, char *why, size_t size)
{
    ssize_t length = read(trial->fd, why, size - 1);
    why[length > 0 ? length : 0] = '\0';
    why[strcspn(why, "\n")] = '\0';
    if (status != 0 && !*why)
        restart_how(status, why, size);
    close(trial->fd);
    trial->pid = 0;
    return status == 0;
}

void trial_break_off(struct trial *trial)
{
    if (!trial->pid)
        return;
    kill(trial->pid, SIGKILL);
    close(trial->fd);
    trial->pid = 0;
}
