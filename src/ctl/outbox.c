/* orderctl outbox: what is on its way to others, or was given up. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/commands.h"

static const struct word states[] = {
    {"waiting", "waiting"}, {"sending", "sending"}, {"dead", "dead"}, {NULL, NULL}};

static const struct field list_fields[] = {
    {.name = "limit", .type = F_INT, .least = 1, .most = 100000, .standard = "100"},
    {.name = "state", .type = F_ENUM, .words = states},
    {.name = NULL},
};
static const struct field retry_fields[] = {
    {.name = "id", .type = F_TEXT, .required = ALWAYS, .least = 1, .most = 40},
    {.name = NULL},
};
static const struct field replay_fields[] = {
    {.name = "from", .type = F_ID, .required = ALWAYS},
    {.name = "to", .type = F_ID, .required = ALWAYS},
    {.name = "new_ids", .type = F_BOOL, .standard = "false"},
    {.name = "webhook_id", .type = F_ID},
    {.name = NULL},
};
const struct schema outbox_list_options = {.name = "OutboxList", .fields = list_fields};
const struct schema outbox_retry_options = {.name = "OutboxRetry", .fields = retry_fields};
const struct schema outbox_replay_options = {.name = "OutboxReplay", .fields = replay_fields};

static const char *or_dash(const struct rows *rows, size_t i, const char *column)
{
    const char *text = rows_text_of(rows, i, column);
    return text ? text : "-";
}

enum ctl_exit outbox_list(struct ctl *ctl)
{
    const struct rows *rows = ctl_ask(ctl, Q_OUTBOX_LIST);
    if (!rows)
        return CTL_FAILED;
    for (size_t i = 0; i < rows_count(rows); i++)
        printf("%s  %s  %s to %s, attempts %s, due %s, %s\n", rows_text(rows, i, "id"),
               rows_text(rows, i, "state"), rows_text(rows, i, "what"), rows_text(rows, i, "to"),
               rows_text(rows, i, "attempts"), or_dash(rows, i, rows_column("due_at")),
               or_dash(rows, i, rows_column("reason")));
    return CTL_OK;
}

/* What has an id of its own kind, whether it can be tried again, and what does so. */
static const struct kind {
    const char *prefix;
    enum query facts, retry;
} kinds[] = {{"mail-", Q_MAIL_FACTS, Q_MAIL_RETRY},
             {"delivery-", Q_WEBHOOK_DELIVERY_FACTS, Q_WEBHOOK_DELIVERY_RETRY}};

static bool is_number(const char *text)
{
    return *text && strlen(text) < 19 && strspn(text, "0123456789") == strlen(text);
}

static enum ctl_exit retry_one(struct ctl *ctl, const struct kind *kind, const char *name)
{
    values_set(&ctl->values, P_ID, name + strlen(kind->prefix));
    const struct rows *facts = ctl_ask(ctl, kind->facts);
    if (!facts)
        return CTL_FAILED;
    if (rows_count(facts) == 0)
        return ctl_fail("%s is not there", name);
    if (rows_true(facts, 0, "is_past_retry"))
        return ctl_fail("%s has arrived, is under way, or holds a link that has expired", name);
    if (!ctl_ask(ctl, kind->retry))
        return CTL_FAILED;
    printf("%s is tried again\n", name);
    return CTL_OK;
}

static enum ctl_exit retry(struct ctl *ctl, const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t length = strlen(kinds[i].prefix);
        if (strncmp(name, kinds[i].prefix, length) == 0 && is_number(name + length))
            return retry_one(ctl, &kinds[i], name);
    }
    return ctl_fail("%s is neither mail-N nor delivery-N; see orderctl outbox list", name);
}

static enum ctl_exit retry_dead(struct ctl *ctl)
{
    const struct rows *dead = ctl_ask(ctl, Q_OUTBOX_DEAD);
    enum ctl_exit done = dead ? CTL_OK : CTL_FAILED;
    for (size_t i = 0; dead && i < rows_count(dead); i++)
        if (retry(ctl, rows_text(dead, i, "id")) != CTL_OK)
            done = CTL_FAILED;
    if (dead && rows_count(dead) == 0)
        printf("nothing was given up\n");
    return done;
}

enum ctl_exit outbox_retry(struct ctl *ctl)
{
    const char *id = values_get(&ctl->values, P_ID);
    return strcmp(id, "dead") == 0 ? retry_dead(ctl) : retry(ctl, id);
}

static long long number_of(const struct ctl *ctl, enum parameter name)
{
    return strtoll(values_get(&ctl->values, name), NULL, 10);
}

enum ctl_exit outbox_replay(struct ctl *ctl)
{
    const char *webhook = values_get(&ctl->values, P_WEBHOOK_ID);
    if (number_of(ctl, P_FROM) > number_of(ctl, P_TO))
        return ctl_fail("--from is above --to");
    values_set(&ctl->values, P_ID, webhook);
    if (webhook) {
        const struct rows *known = ctl_ask(ctl, Q_WEBHOOK_REPLAY_FACTS);
        if (!known || rows_count(known) == 0)
            return known ? ctl_fail("there is no webhook %s", webhook) : CTL_FAILED;
    }
    const struct rows *replayed = ctl_ask(ctl, webhook ? Q_WEBHOOK_REPLAY : Q_MAILS_REPLAY);
    if (!replayed)
        return CTL_FAILED;
    if (webhook)
        printf("%s to be delivered again\n", rows_text(replayed, 0, "deliveries"));
    else
        printf("%s to be mailed again\n", rows_text(replayed, 0, "mails"));
    return CTL_OK;
}
