/* Passwords that are tried first by whoever guesses. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_PASSWORDS_H
#define ORDERD_BASE_PASSWORDS_H

#include <stdbool.h>

/* True when the password, ignoring case, is in the list of common ones. */
bool password_is_common(const char *password);

#endif
