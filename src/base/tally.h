/* Tallies: what the processes of one master have counted since it began. Each process has a seat in
 * memory that they share, and alone writes there, without a lock; who reads adds up all seats. A
 * seat keeps what was counted when its process ends, and the next to sit there goes on from it.
 *
 * What is counted, a table of families says; a word is a series of one. Seats of a process with
 * another table (of a newer binary after a reload) are told apart by it, and told only by such a
 * process: for who scrapes that is a counter that began anew. A process without a seat may call
 * everything here: nothing is counted. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_TALLY_H
#define ORDERD_BASE_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"

enum tally_type {
    TALLY_COUNTER,
    TALLY_SECONDS,   /* a counter of time */
    TALLY_HISTOGRAM, /* of times, in the buckets that are good for requests */
    TALLY_GAUGE,     /* what `now` says when it is told */
    TALLY_LEVEL,     /* a gauge that each process says of itself; one that ended has none */
};

/* Series that differ in their labels alone. */
struct tally_family {
    const char *name; /* with the unit, as https://prometheus.io/docs/practices/naming/ has it */
    enum tally_type type;
    const char *help;
    size_t (*series)(void);                         /* how many; NULL: one, without labels */
    void (*labels)(size_t series, struct buf *out); /* see base/metric_text.h */
    bool sparse;                                    /* a series of 0 is not told */
    double (*now)(size_t series);                   /* not counted here: asked when it is told */
};

enum { TALLY_FAMILIES = 64 }; /* at most in a table */

/* Makes the memory, for the master; false when the system refuses to, with the reason in errno. */
bool tally_make(void) __attribute__((warn_unused_result));

/* Takes on the memory that the program before made, for a master that this process became; false
 * when it is of another version. */
bool tally_keep(int fd) __attribute__((warn_unused_result));

/* The descriptor that a process inherits, closed on exec until told otherwise; -1 without. */
int tally_fd(void);

/* For the master: what process `pid` had, which ended, is for a next one. */
void tally_clear(pid_t pid);

/* Takes a seat in the master's memory; false when it is none, is of another version, or has no seat
 * left. The table and its texts must live on. Needs crypto_setup. */
bool tally_join(int fd, const struct tally_family *families, size_t count)
    __attribute__((warn_unused_result));

/* Counts; `family` is a row of the table, `series` below its number. */
void tally_add(size_t family, size_t series, uint64_t n);  /* TALLY_COUNTER */
void tally_time(size_t family, size_t series, int64_t ns); /* TALLY_SECONDS, TALLY_HISTOGRAM */

void tally_level(size_t family, size_t series, uint64_t n); /* TALLY_LEVEL: it is n now */

/* What all seats counted of a series: of a histogram, how many times. */
uint64_t tally_sum(size_t family, size_t series);

/* Writes the table's families as Prometheus reads them; nothing without a seat. */
void tally_write(struct buf *out);

#endif
