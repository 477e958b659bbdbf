/* What users look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/people/users.h"

const struct word role_words[] = {
    {"customer", "customer"}, {"staff", "staff"}, {"manager", "manager"},
    {"admin", "admin"},       {NULL, NULL},
};

static const struct field register_fields[] = {
    {.name = "email",
     .type = F_EMAIL,
     .required = ALWAYS,
     .meaning = "Signs in with it",
     .example = "\"john@example.com\""},
    {.name = "password",
     .type = F_PASSWORD,
     .required = ALWAYS,
     .secret = true,
     .meaning = "8 to 128 characters, without their names or the shop's",
     .example = "\"SecurePass123\""},
    {.name = "username",
     .type = F_USERNAME,
     .meaning = "Unique when given; no address and no word such as admin",
     .example = "\"johndoe\""},
    {.name = "first_name",
     .type = F_TEXT,
     .least = 1,
     .most = 100,
     .meaning = "Given name",
     .example = "\"John\""},
    {.name = "last_name",
     .type = F_TEXT,
     .least = 1,
     .most = 100,
     .meaning = "Family name",
     .example = "\"Doe\""},
    {.name = "name",
     .type = F_TEXT,
     .least = 1,
     .most = 100,
     .meaning = "Instead of the two: split at the last space"},
    {.name = "role", .type = F_ENUM, .words = role_words, .meaning = "Admins only"},
    {.name = "department_id", .type = F_ID, .meaning = "Admins only"},
    {.name = NULL},
};
const struct schema register_in = {.name = "RegisterIn", .fields = register_fields};

static const struct field user_fields[] = {
    {.name = "id", .type = F_ID, .meaning = "Identity"},
    {.name = "email",
     .type = F_EMAIL,
     .meaning = "Signs in with it",
     .example = "\"john@example.com\""},
    {.name = "username",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Display name",
     .example = "\"johndoe\""},
    {.name = "first_name",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Given name",
     .example = "\"John\""},
    {.name = "last_name",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Family name",
     .example = "\"Doe\""},
    {.name = "role",
     .type = F_ENUM,
     .words = role_words,
     .meaning = "What they may do",
     .example = "\"customer\""},
    {.name = "department_id", .type = F_ID, .nullable = ALWAYS, .meaning = "Orders for it"},
    {.name = "is_active", .type = F_BOOL, .meaning = "Whether they may sign in"},
    {.name = "created_at", .type = F_TIME, .meaning = "When the account was made"},
    {.name = NULL},
};
const struct schema user_out = {.name = "User", .fields = user_fields};

static const struct field registered_fields[] = {
    {.name = "message",
     .type = F_TEXT,
     .meaning = "For people",
     .example = "\"User registered successfully\""},
    {.name = "user", .type = F_OBJECT, .of = &user_out, .meaning = "The new account"},
    {.name = NULL},
};
const struct schema registered_out = {.name = "Registered", .fields = registered_fields};

static const struct field me_in_fields[] = {
    {.name = "username",
     .type = F_USERNAME,
     .nullable = ALWAYS,
     .meaning = "Unique when given; no address and no word such as admin"},
    {.name = "first_name",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .least = 1,
     .most = 100,
     .meaning = "Given name",
     .example = "\"John\""},
    {.name = "last_name",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .least = 1,
     .most = 100,
     .meaning = "Family name",
     .example = "\"Doe\""},
    {.name = NULL},
};
const struct schema me_in = {.name = "MeIn", .fields = me_in_fields};

static const struct field me_fields[] = {
    {.name = "user", .type = F_OBJECT, .of = &user_out, .meaning = "The account"},
    {.name = NULL},
};
const struct schema me_out = {.name = "Me", .fields = me_fields, .versioned = true};
