/* What an event is for and what somebody hears, as sql/queries/events/visible.sql says both. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_RELAY_TOPICS_H
#define ORDERD_RELAY_TOPICS_H

#include <stdbool.h>
#include <stdint.h>

enum { TOPICS_MOST = 8 };

/* Words, each as 64 bits of a keyed hash: two that differ are the same to nobody who could try. */
struct topics {
    uint64_t words[TOPICS_MOST];
    int count;
};

/* Fills it from words separated by spaces. False, and nothing is heard, when there are too many. */
bool topics_read(struct topics *topics, const char *text) __attribute__((warn_unused_result));

/* True when one word is in both. */
bool topics_meet(const struct topics *a, const struct topics *b);

#endif
