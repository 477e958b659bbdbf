/* The words, without blanks and signs. Sorted, for the eye and for bsearch. */
/* SPDX-License-Identifier: MIT */
#include "setting/usernames.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const char *const reserved[] = {
    "abuse", "account", "accounts", "admin", "administrator", "admins", "all", "anonymous",
    "anyone", "api", "apikey", "auth", "backup", "billing", "bot", "contact", "customer",
    "customers", "daemon", "demo", "everybody", "everyone", "false", "guest", "help", "helpdesk",
    "hostmaster", "info", "invoice", "it", "localhost", "login", "logout", "mail", "mailerdaemon",
    "manager", "me", "moderator", "myself", "nan", "nil", "nobody", "none", "noreply", "null",
    "office", "official", "operator", "orderctl", "orderd", "orders", "owner", "password",
    "payment", "payments", "postgres", "postmaster", "public", "register", "robot", "root",
    "sales", "security", "self", "service", "settings", "shop", "staff", "store", "super",
    "superuser", "support", "sysadmin", "system", "team", "test", "true", "undefined", "unknown",
    "user", "username", "users", "webmaster", "www", "you", "yourself",
};
/* clang-format on */

enum { RESERVED_MOST = 20 };

static int compare(const void *name, const void *row)
{
    return strcmp(name, *(const char *const *)row);
}

bool username_is_reserved(const char *username)
{
    char plain[RESERVED_MOST + 1];
    size_t length = 0;
    for (; *username; username++) {
        unsigned char c = (unsigned char)*username;
        if (c >= 0x80 || length == RESERVED_MOST)
            return false; /* no such word has these letters, or as many */
        if (isalnum(c))
            plain[length++] = (char)tolower(c);
    }
    plain[length] = '\0';
    return bsearch(plain, reserved, sizeof reserved / sizeof *reserved, sizeof *reserved, compare);
}
