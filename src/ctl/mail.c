/* orderctl mail: whether mails arrive. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/crypto.h"
#include "ctl/commands.h"
#include "mail/eml.h"
#include "mail/letter.h"
#include "mail/mime.h"
#include "mail/post.h"
#include "mail/sender.h"

/* clang-format off */
static const struct field mail_test_fields[] = {
    {.name = "email", .type = F_EMAIL, .required = ALWAYS},
    {.name = "language", .type = F_TEXT, .least = 2, .most = 20, .standard = "en"},
    {.name = NULL},
};
/* clang-format on */

const struct schema mail_test_options = {.name = "MailTest", .fields = mail_test_fields};

/* What the templates of all mails may name. */
static struct json *common(struct ctl *ctl, const struct sender *sender)
{
    struct json *data = json_node(ctl->arena, JSON_OBJECT, NULL, NULL);
    json_append(data, json_node(ctl->arena, JSON_STRING, "shop", sender->name));
    json_append(data, json_node(ctl->arena, JSON_STRING, "site", ctl->conf.issuer));
    return data;
}

static bool make(struct ctl *ctl, const struct sender *sender, const char *to, struct buf *message,
                 const char **why)
{
    struct letter letter;
    if (!letter_make(ctl->arena, ctl->conf.mail_templates, values_get(&ctl->values, P_LANGUAGE),
                     "test", common(ctl, sender), &letter, why))
        return false;
    const struct mime mail = {
        .from = {.name = sender->name, .address = sender->address},
        .to = {.address = to},
        .subject = letter.subject,
        .id = arena_printf(ctl->arena, "%s@orderd.invalid", crypto_uuid(ctl->arena)),
        .language = letter.language,
        .seconds = time(NULL),
        .text = letter.text,
        .html = letter.html};
    *why = "sender or recipient is no address that a mail can have";
    const char *wanted = values_get(&ctl->values, P_LANGUAGE);
    if (strcmp(letter.language, wanted) != 0)
        fprintf(stderr, "there are no templates in %s: written in %s\n", wanted, letter.language);
    return mime_write(message, &mail);
}

static enum ctl_exit send_it(struct ctl *ctl, const struct sender *sender, const char *to,
                             const struct buf *message)
{
    const char *why = "not enough memory";
    struct postman *man = postman_new(&ctl->conf, -1);
    enum posted posted = POST_LATER;
    if (man) {
        posted = post_send(man, ctl->arena, sender->address, to, message, &why);
        postman_free(man);
    }
    if (posted != POST_SENT)
        return ctl_fail("not sent: %s", why);
    printf("sent to %s\n", to);
    return CTL_OK;
}

enum ctl_exit mail_test(struct ctl *ctl)
{
    const char *to = values_get(&ctl->values, P_EMAIL), *why;
    const struct sender sender = sender_of(ctl->arena, &ctl->conf);
    struct buf message = buf_new(ctl->arena);
    if (!make(ctl, &sender, to, &message, &why))
        return ctl_fail("%s", why);
    if (*ctl->conf.smtp_url)
        return send_it(ctl, &sender, to, &message);
    const char *name = arena_printf(ctl->arena, "test-%ld", (long)getpid());
    const char *path = eml_write(ctl->arena, &ctl->conf, name, &message, &why);
    if (!path)
        return ctl_fail("%s", why);
    printf("no smtp_url is set: wrote %s\n", path);
    return CTL_OK;
}
