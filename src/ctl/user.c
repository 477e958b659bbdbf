/* orderctl user: the first administrator, and accounts that locked themselves or forgot. */
/* SPDX-License-Identifier: MIT */
#include "ctl/user.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "ctl/commands.h"
#include "ctl/password.h"
#include "gateway/input.h"
#include "setting/passwords.h"

static const struct word roles[] = {
    {"customer", "customer"}, {"staff", "staff"}, {"manager", "manager"},
    {"admin", "admin"},       {NULL, NULL},
};

/* clang-format off */
static const struct field user_add_fields[] = {
    {.name = "email", .type = F_EMAIL, .required = ALWAYS},
    {.name = "role", .type = F_ENUM, .required = ALWAYS, .words = roles},
    {.name = "first_name", .type = F_TEXT, .least = 1, .most = 100},
    {.name = "last_name", .type = F_TEXT, .least = 1, .most = 100},
    {.name = "department", .type = F_TEXT, .least = 1, .most = 100},
    {.name = "password_stdin", .type = F_BOOL},
    {.name = NULL},
};
static const struct field user_email_fields[] = {
    {.name = "email", .type = F_EMAIL, .required = ALWAYS},
    {.name = NULL},
};
static const struct field password_fields[] = {
    {.name = "password", .type = F_PASSWORD, .required = ALWAYS, .secret = true},
    {.name = NULL},
};
/* clang-format on */

const struct schema user_add_options = {.name = "UserAdd", .fields = user_add_fields};
const struct schema user_email_options = {.name = "UserEmail", .fields = user_email_fields};
static const struct schema password_rules = {.name = "Password", .fields = password_fields};

/* As the API holds it, so that one rule serves both. */
static bool password_check(struct ctl *ctl, const char *password)
{
    struct json *tree = json_node(ctl->arena, JSON_OBJECT, NULL, NULL);
    struct invalids invalids = {.arena = ctl->arena};
    json_append(tree, json_node(ctl->arena, JSON_STRING, "password", password));
    input_keep(&ctl->values, schema_check(&password_rules, tree, "", &invalids));
    if (invalids.count) {
        ctl_fail("the password %s", invalids.first->detail);
        return false;
    }
    const struct password_owner owner = {.email = values_get(&ctl->values, P_EMAIL),
                                         .first_name = values_get(&ctl->values, P_FIRST_NAME),
                                         .last_name = values_get(&ctl->values, P_LAST_NAME)};
    bool named = password_holds_name(password, ctl->conf.issuer, &owner);
    if (named)
        ctl_fail("the password holds a name of theirs or of the shop");
    return !named;
}

static bool find_department(struct ctl *ctl)
{
    const char *name = values_get(&ctl->values, P_DEPARTMENT);
    if (!name)
        return true;
    const struct rows *found = ctl_ask(ctl, Q_DEPARTMENT_FIND);
    if (found && rows_count(found) == 0)
        ctl_fail("there is no department \"%s\"", name);
    if (!found || rows_count(found) == 0)
        return false;
    values_set(&ctl->values, P_DEPARTMENT_ID, rows_text(found, 0, "id"));
    return true;
}

bool user_make(struct ctl *ctl)
{
    struct values *values = &ctl->values;
    const struct rows *ids = NULL;
    values_set(values, P_DEPARTMENT_ID, NULL);
    if (!find_department(ctl) || !(ids = ctl_ask(ctl, Q_USER_REGISTRATION)))
        return false;
    const char *hash = crypto_password_hash(ctl->arena, values_get(values, P_PASSWORD));
    if (!hash) {
        ctl_fail("not enough memory to hash a password");
        return false;
    }
    values_set(values, P_ID, rows_text(ids, 0, "new_id"));
    values_set(values, P_NEW_CUSTOMER_ID, rows_text(ids, 0, "new_customer_id"));
    values_set(values, P_PASSWORD_HASH, hash);
    return ctl_ask(ctl, Q_USER_CREATE);
}

enum ctl_exit user_add(struct ctl *ctl)
{
    bool piped = values_get(&ctl->values, P_PASSWORD_STDIN);
    const char *password = NULL;
    if (!ctl_database(ctl) || !(password = password_ask(ctl, piped)))
        return CTL_FAILED;
    if (!password_check(ctl, password) || !user_make(ctl))
        return CTL_FAILED;
    printf("made the user %s (%s)\n", values_get(&ctl->values, P_EMAIL),
           values_get(&ctl->values, P_ROLE));
    return CTL_OK;
}

enum ctl_exit user_unlock(struct ctl *ctl)
{
    const struct rows *unlocked = ctl_ask(ctl, Q_USER_UNLOCK);
    if (!unlocked)
        return CTL_FAILED;
    const char *email = values_get(&ctl->values, P_EMAIL);
    if (rows_count(unlocked) == 0)
        return ctl_fail("there is no user %s", email);
    printf("%s may sign in\n", email);
    return CTL_OK;
}

enum ctl_exit user_totp_off(struct ctl *ctl)
{
    struct plan plan = {0};
    const char *email = values_get(&ctl->values, P_EMAIL);
    const struct rows *facts = ctl_ask(ctl, Q_TOTP_LOGIN_FACTS);
    if (!facts)
        return CTL_FAILED;
    if (rows_count(facts) == 0)
        return ctl_fail("there is no user %s with a second factor", email);
    values_set(&ctl->values, P_USER_ID, rows_text(facts, 0, "user_id"));
    plan_add(&plan, Q_ATTEMPT_LOCK);
    plan_add(&plan, Q_TOTP_REMOVE);
    const struct rows *rows[2];
    if (!ctl_run(ctl, &plan, rows))
        return CTL_FAILED;
    printf("%s signs in by password alone\n", email);
    return CTL_OK;
}

enum ctl_exit user_reset_link(struct ctl *ctl)
{
    const char *token = crypto_secret(ctl->arena);
    values_set(&ctl->values, P_RESET_HASH, crypto_hash_bytea(ctl->arena, token, strlen(token)));
    const struct rows *made = ctl_ask(ctl, Q_RESET_CREATE);
    if (!made)
        return CTL_FAILED;
    if (rows_count(made) == 0)
        return ctl_fail("there is no user %s that may sign in", values_get(&ctl->values, P_EMAIL));
    printf("%s/#/password/reset?token=%s\n", ctl->conf.issuer, token);
    return CTL_OK;
}
