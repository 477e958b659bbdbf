/* A provider that moves no money: what it answers is in the token. For trying out and tests. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "pay/pay.h"

/* With tok_timeout nothing is answered at first, whatever is asked; asked again it is done. */
static struct pay_outcome done(struct arena *arena, const struct pay_operation *operation)
{
    if (strcmp(operation->method, "tok_timeout") == 0 && operation->attempt == 1)
        return (struct pay_outcome){.error = "timeout"};
    return (struct pay_outcome){.state = PAY_SUCCEEDED,
                                .reference = arena_printf(arena, "sim_%s", operation->key)};
}

static struct pay_outcome authorize(const struct conf *conf, struct arena *arena,
                                    const struct pay_operation *operation)
{
    (void)conf;
    if (strcmp(operation->method, "tok_declined") == 0)
        return (struct pay_outcome){.state = PAY_FAILED, .error = "card_declined"};
    if (strcmp(operation->method, "tok_ok") != 0 && strcmp(operation->method, "tok_timeout") != 0)
        return (struct pay_outcome){.state = PAY_FAILED, .error = "unknown_token"};
    return done(arena, operation);
}

static struct pay_outcome anything_else(const struct conf *conf, struct arena *arena,
                                        const struct pay_operation *operation)
{
    (void)conf;
    return done(arena, operation);
}

/* Whatever was asked was done. */
static struct pay_outcome look(const struct conf *conf, struct arena *arena,
                               const struct pay_operation *operation)
{
    return operation->attempt == 1 ? (struct pay_outcome){.state = PAY_ABSENT}
                                   : anything_else(conf, arena, operation);
}

static struct pay_outcome look_authorized(const struct conf *conf, struct arena *arena,
                                          const struct pay_operation *operation)
{
    return operation->attempt == 1 ? (struct pay_outcome){.state = PAY_ABSENT}
                                   : authorize(conf, arena, operation);
}

const struct provider simulated = {.name = "simulated",
                                   .key_seconds = 20 * 3600,
                                   .authorize = {authorize, look_authorized},
                                   .capture = {anything_else, look},
                                   .refund = {anything_else, look},
                                   .void_ = {anything_else, look}};
