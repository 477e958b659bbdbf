/* Passwords that are tried first by whoever guesses. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SETTING_PASSWORDS_H
#define ORDERD_SETTING_PASSWORDS_H

#include <stdbool.h>

/* True when the password, ignoring case, is in the list of common ones, or is the word of one with
 * other figures and signs at its end: "Password2026!". */
bool password_is_common(const char *password);

/* True when it holds nothing but blanks and control characters. */
bool password_is_blank(const char *password);

/* What its owner is called; NULL where there is nothing. */
struct password_owner {
    const char *email; /* of which the part before the @ is a name */
    const char *username, *first_name, *last_name;
};

/* True when the password, ignoring the case of ASCII letters, holds a word of four letters and more
 * that is the product's name or a part of the shop's (the host of `issuer`, a URL), or of its
 * owner's. */
bool password_holds_name(const char *password, const char *issuer,
                         const struct password_owner *owner);

#endif
