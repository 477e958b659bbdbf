/* Whether Stripe did what it was asked, when it may no longer know the key: what we made has our
 * mark in its metadata. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "pay/stripe_api.h"

enum { PAGE = 100, CLOCKS_DIFFER = 3600 };

struct page {
    struct pay_outcome outcome; /* of what has our mark; absent: go on, or it is nowhere */
    const char *last;           /* id of its last; NULL: it is the end */
};

static const struct json *marked(const struct json *data, const char *mark)
{
    for (const struct json *object = data->first; object; object = object->next) {
        const char *its = stripe_text(stripe_object(object, "metadata"), "orderd_operation");
        if (its && strcmp(its, mark) == 0)
            return object;
    }
    return NULL;
}

static struct page read_page(const struct json *list, const char *mark, const char *wanted)
{
    const struct json *data = json_member(list, "data"), *more = json_member(list, "has_more");
    if (!data || data->type != JSON_ARRAY || !more || more->type != JSON_BOOL)
        return (struct page){.outcome.error = "bad_reply"};
    const struct json *found = marked(data, mark);
    if (found)
        return (struct page){.outcome = stripe_outcome(found, wanted)};
    bool ends = strcmp(more->text, "true") != 0;
    const char *last = data->last && !ends ? stripe_text(data->last, "id") : NULL;
    if (!last && !ends)
        return (struct page){.outcome.error = "bad_reply"};
    return (struct page){.outcome.state = PAY_ABSENT, .last = last};
}

/* Each page has memory of its own, of which only words stay. */
static struct page fetch_page(const struct conf *conf, struct arena *arena,
                              const struct pay_operation *operation, const char *path,
                              const char *wanted)
{
    struct page page = {0};
    struct arena *here = arena_new(1 << 16);
    const struct json *list = stripe_ask(conf, here, operation, path, NULL, &page.outcome);
    if (list)
        page = read_page(list, operation->mark, wanted);
    const char **words[] = {&page.outcome.reference, &page.outcome.error, &page.last};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        *words[i] = *words[i] ? arena_strdup(arena, *words[i]) : NULL;
    arena_free(here);
    return page;
}

/* Lists are read to their end, since Stripe's search may miss what is new. */
static struct pay_outcome find(const struct conf *conf, struct arena *arena,
                               const struct pay_operation *operation, const char *list,
                               const char *wanted)
{
    struct page page = {.last = ""};
    while (page.last) {
        const char *path = arena_printf(arena, "%s&limit=%d%s%s", list, PAGE,
                                        *page.last ? "&starting_after=" : "", page.last);
        page = fetch_page(conf, arena, operation, path, wanted);
    }
    return page.outcome;
}

/* Only while its first key was good it was asked for. */
struct pay_outcome stripe_look_authorized(const struct conf *conf, struct arena *arena,
                                          const struct pay_operation *operation)
{
    if (operation->own_reference)
        return stripe_authorize(conf, arena, operation);
    const char *list = arena_printf(
        arena, "payment_intents?created%%5Bgte%%5D=%" PRId64 "&created%%5Blte%%5D=%" PRId64,
        operation->begun - CLOCKS_DIFFER, operation->begun + stripe.key_seconds + CLOCKS_DIFFER);
    return find(conf, arena, operation, list, stripe_authorized(operation));
}

struct pay_outcome stripe_look_refunded(const struct conf *conf, struct arena *arena,
                                        const struct pay_operation *operation)
{
    if (operation->own_reference)
        return stripe_refund(conf, arena, operation);
    const char *list = arena_printf(arena, "refunds?payment_intent=%s", operation->reference);
    return find(conf, arena, operation, list, "succeeded");
}

/* What was held and is still held was neither captured nor let go. */
static struct pay_outcome look_held(const struct conf *conf, struct arena *arena,
                                    const struct pay_operation *operation, const char *wanted,
                                    const struct json **intent)
{
    struct pay_outcome trouble;
    *intent =
        stripe_ask(conf, arena, operation,
                   arena_printf(arena, "payment_intents/%s", operation->reference), NULL, &trouble);
    if (!*intent)
        return trouble;
    const char *status = stripe_text(*intent, "status");
    if (status && strcmp(status, "requires_capture") == 0)
        return (struct pay_outcome){.state = PAY_ABSENT};
    return stripe_outcome(*intent, wanted);
}

/* One of another amount was made by hand. */
struct pay_outcome stripe_look_captured(const struct conf *conf, struct arena *arena,
                                        const struct pay_operation *operation)
{
    const struct json *intent;
    struct pay_outcome outcome = look_held(conf, arena, operation, "succeeded", &intent);
    if (outcome.state != PAY_SUCCEEDED)
        return outcome;
    const struct json *amount = json_member(intent, "amount_received");
    if (!amount || amount->type != JSON_NUMBER ||
        strcmp(amount->text, arena_printf(arena, "%" PRId64, operation->amount)) != 0)
        return (struct pay_outcome){.error = "amount_differs"};
    return outcome;
}

struct pay_outcome stripe_look_voided(const struct conf *conf, struct arena *arena,
                                      const struct pay_operation *operation)
{
    const struct json *intent;
    struct pay_outcome outcome = look_held(conf, arena, operation, "canceled", &intent);
    if (outcome.error && strcmp(outcome.error, "succeeded") == 0)
        return (struct pay_outcome){.state = PAY_FAILED, .error = "captured"};
    return outcome;
}
