/* Whoever was paid before an order was imported: nobody whom we could ask for anything. */
/* SPDX-License-Identifier: MIT */
#include "pay/pay.h"

static struct pay_outcome refuse(const struct conf *conf, struct arena *arena,
                                 const struct pay_operation *operation)
{
    (void)conf;
    (void)arena;
    (void)operation;
    return (struct pay_outcome){.state = PAY_FAILED, .error = "paid_elsewhere"};
}

const struct provider imported = {.name = "imported",
                                  .key_seconds = 20 * 3600,
                                  .authorize = {refuse, refuse},
                                  .capture = {refuse, refuse},
                                  .refund = {refuse, refuse},
                                  .void_ = {refuse, refuse}};
