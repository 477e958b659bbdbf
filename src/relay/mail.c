/* Mails go out one at a time: claimed with a lease, made from what the database says now, sent with
 * no transaction open, and what came of it is recorded with the claim. libcurl waits for a server's
 * last answer, so more than one of these desks keeps what is behind a slow one going. */
/* SPDX-License-Identifier: MIT */
#include <curl/curl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "mail/about.h"
#include "mail/eml.h"
#include "mail/letter.h"
#include "mail/mime.h"
#include "mail/post.h"
#include "mail/sender.h"
#include "relay/count.h"
#include "relay/desks.h"
#include "relay/retry.h"

/* REST_MS to REST_MOST_MS: between two mails, so that a flood of them, which nobody waits for,
 * takes no processor away from orders, who wait: REST_TIMES what the claim took, which a busy
 * database makes longer; LEASE_MORE: what a mail takes besides its sending; MAIL_MOST: bytes, above
 * which lines are left out. */
enum {
    LOOK_MS = 250,
    REST_MS = 100,
    REST_MOST_MS = 500,
    REST_TIMES = 40,
    LEASE_MORE = 60,
    MAIL_MOST = 100000
};

/* What is recorded of each outcome (mail_record); "unmade" of a mail that never came to be. */
static const char *const outcomes[] = {
    [POST_SENT] = "sent",       [POST_LATER] = "later",     [POST_UNKNOWN] = "unknown",
    [POST_FAILED] = "failed",   [POST_REFUSED] = "refused", [POST_BARRED] = "barred",
    [POST_STOPPED] = "stopped",
};

/* One mail in hand. */
struct mail {
    struct desk *desk;
    const struct rows *claimed;
    const char *id, *to, *languages;
    struct sender sender;
    const char *why; /* of what went wrong last */
};

static bool is_stopping(const struct desk *desk)
{
    struct pollfd end = {.fd = desk->stop_fd, .events = POLLIN};
    return poll(&end, 1, 0) > 0;
}

/* ---- making it ---- */

static struct json *longest_list(const struct json *data)
{
    struct json *longest = NULL;
    for (struct json *child = data->first; child; child = child->next)
        if (child->type == JSON_ARRAY && (!longest || child->count > longest->count))
            longest = child;
    return longest;
}

/* Half of the longest list's items, and how many are left out by now. False: there are no two. */
static bool halve(struct arena *arena, struct json *data)
{
    struct json *list = longest_list(data);
    if (!list || list->count < 2)
        return false;
    const struct json *before = json_member(data, "left_out");
    size_t kept = list->count / 2, out = list->count - kept;
    if (before && before->type == JSON_NUMBER)
        out += strtoul(before->text, NULL, 10);
    struct json *item = list->first;
    for (size_t i = 1; i < kept; i++)
        item = item->next;
    item->next = NULL;
    list->last = item;
    list->count = kept;
    struct json *left_out =
        json_node(arena, JSON_NUMBER, "left_out", arena_printf(arena, "%zu", out));
    left_out->next = data->first;
    data->first = left_out;
    return true;
}

static bool write_letter(struct mail *mail, const struct json *data, struct buf *message)
{
    struct desk *desk = mail->desk;
    struct letter letter;
    if (!letter_make(desk->arena, desk->conf->mail_templates, mail->languages,
                     rows_text(mail->claimed, 0, "kind"), data, &letter, &mail->why))
        return false;
    const char *at = strrchr(mail->sender.address, '@');
    const char *key = rows_text(mail->claimed, 0, "message_key");
    const struct mime mime = {
        .from = {.name = mail->sender.name, .address = mail->sender.address},
        .to = {.address = mail->to},
        .subject = letter.subject,
        .id = arena_printf(desk->arena, "%s%s", key, at ? at : "@orderd.invalid"),
        .language = letter.language,
        .seconds = time(NULL),
        .text = letter.text,
        .html = letter.html};
    mail->why = "the address is none that a mail can have";
    return mime_write(message, &mime);
}

/* POST_SENT: it is made. */
static enum posted make(struct mail *mail, struct buf *message)
{
    struct desk *desk = mail->desk;
    const struct about *about = about_named(rows_text(mail->claimed, 0, "about"));
    mail->why = "nothing is known of what it is about";
    if (!about)
        return POST_FAILED;
    const char *link = about_link(about, desk->arena, desk->conf, &desk->values);
    const struct rows *found = desk_ask(desk, about->query);
    mail->why = "the database did not say what it is about";
    if (!found)
        return POST_LATER;
    mail->why = "what it is about is no more";
    if (rows_count(found) == 0)
        return POST_FAILED;
    mail->to = rows_text(found, 0, "address");
    mail->why = rows_text(found, 0, "refused") ? "the address was refused before" : "no address";
    if (!mail->to)
        return POST_FAILED;
    struct json *data = about_data(desk->arena, desk->conf, found, link);
    mail->why = "what it is about can't be read";
    if (!data || !write_letter(mail, data, message))
        return POST_FAILED;
    while (message->length > MAIL_MOST && halve(desk->arena, data)) {
        *message = buf_new(desk->arena);
        if (!write_letter(mail, data, message))
            return POST_FAILED;
    }
    return POST_SENT;
}

/* ---- what came of it ---- */

/* That no mail leaves is said once, and of none. */
static void log_outcome(const struct mail *mail, const struct rows *recorded)
{
    const char *state = rows_text(recorded, 0, "state"),
               *outcome = rows_text(recorded, 0, "outcome");
    const char *stopped = rows_text(recorded, 0, "stopped");
    const char *kind = rows_text(mail->claimed, 0, "kind");
    count_mail(state);
    if (stopped && *stopped == 't')
        log_event(LOG_ERROR, "no mail leaves", "why", mail->why, "remedy",
                  "set it right, then reload; it is tried again every five minutes", NULL);
    else if (stopped)
        log_event(LOG_WARN, "mail leaves again", NULL);
    if (strcmp(outcome, "stopped") != 0)
        log_event(strcmp(state, "dead") == 0 ? LOG_WARN : LOG_INFO, "mail", "id", mail->id, "kind",
                  kind, "outcome", outcome, "state", state, "why", mail->why, NULL);
}

static void record(struct mail *mail, const char *outcome)
{
    struct values *values = &mail->desk->values;
    int64_t wait = retry_wait_ms((int)rows_int(mail->claimed, 0, "attempts"), -1, retry_chance());
    values_set(values, P_OUTCOME, outcome);
    values_set(values, P_WAIT_MS,
               wait < 0 ? NULL : arena_printf(mail->desk->arena, "%" PRId64, wait));
    values_set(values, P_REASON, mail->why);
    values_set(values, P_EMAIL, mail->to);
    const struct rows *recorded = desk_ask(mail->desk, Q_MAIL_RECORD);
    if (recorded && rows_count(recorded))
        log_outcome(mail, recorded);
}

/* ---- the desk ---- */

static enum posted file(struct mail *mail, const struct buf *message)
{
    const struct desk *desk = mail->desk;
    const char *name =
        arena_printf(desk->arena, "%s-%s", mail->id, rows_text(mail->claimed, 0, "kind"));
    return eml_write(desk->arena, desk->conf, name, message, &mail->why) ? POST_SENT : POST_STOPPED;
}

static void send_out(struct mail *mail, struct postman *man)
{
    struct desk *desk = mail->desk;
    struct buf message = buf_new(desk->arena);
    enum posted posted = make(mail, &message);
    if (posted == POST_FAILED) {
        record(mail, "unmade");
        return;
    }
    if (posted == POST_SENT) {
        mail->why = NULL;
        posted = *desk->conf->smtp_url ? post_send(man, desk->arena, mail->sender.address, mail->to,
                                                   &message, &mail->why)
                                       : file(mail, &message);
    }
    bool released = posted == POST_LATER && is_stopping(desk);
    record(mail, released ? "released" : outcomes[posted]);
}

static int rest_after(int64_t claim_ms)
{
    int64_t rest = REST_TIMES * claim_ms;
    return rest < REST_MS ? REST_MS : rest > REST_MOST_MS ? REST_MOST_MS : (int)rest;
}

/* Takes the next that is due: how long to rest then, in milliseconds; LOOK_MS when there is none.
 */
static int serve(struct desk *desk, struct postman *man)
{
    values_set_int(&desk->values, P_LEASE_SECONDS, 2 * desk->conf->smtp_seconds + LEASE_MORE);
    int64_t asked_ms = clock_ms();
    const struct rows *claimed = desk_ask(desk, Q_MAIL_CLAIM);
    if (!claimed || rows_count(claimed) == 0)
        return LOOK_MS;
    int rest = rest_after(clock_ms() - asked_ms);
    struct mail mail = {.desk = desk,
                        .claimed = claimed,
                        .id = rows_text(claimed, 0, "id"),
                        .why = rows_text(claimed, 0, "reason"),
                        .sender = sender_of(desk->arena, desk->conf)};
    const char *read = rows_text(claimed, 0, "languages");
    mail.languages = arena_printf(desk->arena, "%s %s", read ? read : "",
                                  rows_text(claimed, 0, "shop_language"));
    values_set(&desk->values, P_MAIL_ID, mail.id);
    values_set(&desk->values, P_CLAIM, rows_text(claimed, 0, "claim"));
    values_set(&desk->values, P_SITE, desk->conf->issuer);
    if (strcmp(rows_text(claimed, 0, "state"), "dead") == 0) {
        count_mail("dead");
        log_event(LOG_WARN, "mail", "id", mail.id, "state", "dead", "why", mail.why, NULL);
    } else {
        send_out(&mail, man);
    }
    return rest;
}

void mail_work(struct desk *desk)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
    static struct postman *man; /* goes with the process */
    man = postman_new(desk->conf, desk->stop_fd);
    if (!man || !desk_ask(desk, Q_MAIL_CHANNEL_TRY))
        log_event(LOG_WARN, "mail begins without knowing of its channel", NULL);
    while (man && desk_rest(desk, serve(desk, man)))
        ;
}
