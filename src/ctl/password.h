/* Passwords from the shell, never from the command line, where others could see them. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_PASSWORD_H
#define ORDERD_CTL_PASSWORD_H

#include "ctl/ctl.h"

/* The first line of `file`, else asked for on the terminal without echo, `twice` where it is new.
 * NULL after saying why. */
const char *passphrase_ask(struct ctl *ctl, const char *file, bool twice)
    __attribute__((warn_unused_result));

/* One line of standard input when `piped`, else asked for twice on the terminal without echo.
 * NULL after saying why. */
const char *password_ask(struct ctl *ctl, bool piped) __attribute__((warn_unused_result));

#endif
