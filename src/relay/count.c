/* Words that no table knows are counted as the last of theirs. */
/* SPDX-License-Identifier: MIT */
#include "relay/count.h"

#include <string.h>

#include "base/metric_text.h"
#include "base/tally.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const delivery_outcomes[] = {"done", "retry", "dead", "back", "other"};
static const char *const mail_states[] = {"sent", "waiting", "dead", "other"};
static const char *const chore_ends[] = {"done", "failed"};

static size_t place(const char *const *words, size_t count, const char *word)
{
    size_t at = 0;
    while (at < count - 1 && strcmp(words[at], word) != 0)
        at++;
    return at;
}

static size_t count_outcomes(void)
{
    return COUNT(delivery_outcomes);
}

static void label_outcome(size_t series, struct buf *out)
{
    metric_label(out, "result", delivery_outcomes[series]);
}

static size_t count_states(void)
{
    return COUNT(mail_states);
}

static void label_state(size_t series, struct buf *out)
{
    metric_label(out, "result", mail_states[series]);
}

static size_t count_ends(void)
{
    return COUNT(chore_ends);
}

static void label_end(size_t series, struct buf *out)
{
    metric_label(out, "result", chore_ends[series]);
}

enum counter { DELIVERIES, MAILS, CHORES, STREAMS, STREAMS_DROPPED, COUNTERS };

/* clang-format off */
static const struct tally_family counters[COUNTERS] = {
    [DELIVERIES] = {"orderd_webhook_deliveries_total", TALLY_COUNTER,
     "Attempts to deliver an event to a webhook, by what came of them.",
     .series = count_outcomes, .labels = label_outcome},
    [MAILS] = {"orderd_mails_total", TALLY_COUNTER,
     "Attempts to send a mail, by what it has come to.", .series = count_states, .labels = label_state},
    [CHORES] = {"orderd_chores_total", TALLY_COUNTER,
     "Chores that came to their end, or failed.", .series = count_ends, .labels = label_end},
    [STREAMS] = {"orderd_streams_open", TALLY_LEVEL, "Streams of live events that are open.", .series = NULL},
    [STREAMS_DROPPED] = {"orderd_streams_dropped_total", TALLY_COUNTER,
     "Streams that were cut off because their reader was too slow.", .series = NULL},
};
/* clang-format on */

bool count_join(void)
{
    return tally_join(tally_fd(), counters, COUNTERS);
}

void count_delivery(const char *outcome)
{
    tally_add(DELIVERIES, place(delivery_outcomes, COUNT(delivery_outcomes), outcome), 1);
}

void count_mail(const char *state)
{
    tally_add(MAILS, place(mail_states, COUNT(mail_states), state), 1);
}

void count_streams(unsigned open)
{
    tally_level(STREAMS, 0, open);
}

void count_stream_dropped(void)
{
    tally_add(STREAMS_DROPPED, 0, 1);
}

void count_chore(bool done)
{
    tally_add(CHORES, done ? 0 : 1, 1);
}

void count_left(int pid)
{
    tally_clear(pid);
}

void count_write(struct buf *out)
{
    tally_write(out);
}
