/* A command's words, checked as a request's query is: by a schema. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_OPTIONS_H
#define ORDERD_CTL_OPTIONS_H

#include "ctl/ctl.h"

/* "--first-name Jane --force FILE" into ctl->values; `words` ends with NULL. False after saying
 * what is wrong with each of them. */
bool options_read(struct ctl *ctl, const struct command *command, char *const *words)
    __attribute__((warn_unused_result));

#endif
