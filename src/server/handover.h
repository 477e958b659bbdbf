/* What a master leaves to the program that it becomes at a reload: lines in a file that has no
 * name, each a word and what it is about. Who reads passes over words that it does not know. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SERVER_HANDOVER_H
#define ORDERD_SERVER_HANDOVER_H

#include <stdbool.h>
#include <stdio.h>

/* An empty file, to be closed by handover_drop; NULL with errno. */
FILE *handover_begin(void) __attribute__((warn_unused_result));

/* Writes "WORD ABOUT FD" (ABOUT may be empty) and keeps `fd` open in the program to come. */
void handover_fd(FILE *file, const char *word, const char *about, int fd);

/* The descriptor of the whole file, which the program to come reads; -1 with errno. */
int handover_end(FILE *file) __attribute__((warn_unused_result));

/* There was no program to become: closes the file, and all it names on exec again. */
void handover_drop(FILE *file);

/* Calls `take` for each line of the file, and closes it; false when it can't be read. */
bool handover_read(int fd, void (*take)(void *to, const char *word, const char *rest), void *to)
    __attribute__((warn_unused_result));

/* A descriptor that was left here, closed on exec again; -1 when the text names none. */
int handover_taken(const char *number) __attribute__((warn_unused_result));

#endif
