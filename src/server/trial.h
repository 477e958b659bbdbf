/* A trial: is the program on disk fit to be become, with the settings as they are now? */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SERVER_TRIAL_H
#define ORDERD_SERVER_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct trial {
    pid_t pid; /* 0: none is under way */
    int fd;    /* what it says */
};

/* Starts `program -t -c settings` (NULL: without -c), which is killed after ten seconds; false with
 * errno. */
bool trial_begin(struct trial *trial, const char *program, const char *settings)
    __attribute__((warn_unused_result));

/* Takes the trial's end by waitpid's status: true when the program is fit, else its own line in
 * *why. */
bool trial_end(struct trial *trial, int status, char *why, size_t size)
    __attribute__((warn_unused_result));

/* Ends it without a result. */
void trial_break_off(struct trial *trial);

#endif
