/* Usernames that would be taken for somebody else's. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SETTING_USERNAMES_H
#define ORDERD_SETTING_USERNAMES_H

#include <stdbool.h>

/* True for a word that speaks for the shop, or that a program takes for something else, whatever
 * its case and the blanks and signs in it: "Admin", "no-reply", "_root_". */
bool username_is_reserved(const char *username);

#endif
