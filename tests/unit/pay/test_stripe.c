/* Signatures as Stripe's own library makes them, and what an event says. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "pay/stripe_event.h"

/* Made by the npm package stripe 23.1.0: webhooks.generateTestHeaderString({payload: '{}', secret:
 * 'whsec_test', timestamp: 1700000000}). */
#define GOOD "35495024f4ef3f94e5a93e22221544c4b75e9a42300cd965ab81cb85cd994e91"
#define OTHER "0000000000000000000000000000000000000000000000000000000000000000"
enum { THEN = 1700000000 };

static bool fits(void **state, const char *header, time_t now)
{
    return stripe_signature_fits(*state, header, "{}", 2, "whsec_test", now);
}

static void takes_what_is_signed(void **state)
{
    static const char *const good[] = {
        "t=1700000000,v1=" GOOD,
        "v1=" GOOD ",t=1700000000",
        "t=1700000000,v1=" OTHER ",v1=" GOOD ",v0=" OTHER,
        "t=1700000000,v1=" GOOD ",v1=" OTHER,
    };
    for (size_t i = 0; i < LENGTH(good); i++)
        assert_true(fits(state, good[i], THEN));
}

static void refuses_everything_else(void **state)
{
    static const char *const bad[] = {
        "",
        "t=1700000000",
        "v1=" GOOD,
        "t=,v1=" GOOD,
        "t=1700000001,v1=" GOOD,
        "t=-1700000000,v1=" GOOD,
        "t=17000000000000000000000,v1=" GOOD,
        "t=-9223372036854775808,v1=" GOOD, /* no number of seconds before now */
        "t=1700000000,v0=" GOOD,
        "t=1700000000,v1=" OTHER,
        "t=1700000000,v1=" GOOD "00",
        "t=1700000000,v1=35495024",
        "t=1700000000,v1=",
        "t=1700000000;v1=" GOOD,
        "xt=1700000000,v1=" GOOD,
    };
    for (size_t i = 0; i < LENGTH(bad); i++) {
        if (fits(state, bad[i], THEN))
            fail_msg("taken: %s", bad[i]);
    }
    assert_false(
        stripe_signature_fits(*state, "t=1700000000,v1=" GOOD, "{ }", 3, "whsec_test", THEN));
    assert_false(stripe_signature_fits(*state, "t=1700000000,v1=" GOOD, "{}", 2, "whsec", THEN));
}

static void holds_for_five_minutes(void **state)
{
    const char *header = "t=1700000000,v1=" GOOD;
    assert_true(fits(state, header, THEN + 300));
    assert_false(fits(state, header, THEN + 301));
    assert_true(fits(state, header, THEN - 300));
    assert_false(fits(state, header, THEN - 301));
}

static struct stripe_event read_event(void **state, const char *text)
{
    const char *why;
    const struct json *tree = json_read(*state, text, strlen(text), &why);
    assert_non_null(tree);
    return stripe_event_read(tree);
}

static void reads_a_payment(void **state)
{
    struct stripe_event event = read_event(
        state, "{\"type\":\"payment_intent.succeeded\",\"data\":{\"object\":{\"id\":"
               "\"pi_1\",\"amount_received\":1200,\"metadata\":{\"orderd_operation\":\"k\"}}}}");
    assert_string_equal(event.answers, "charge capture");
    assert_string_equal(event.means, "capture");
    assert_string_equal(event.key, "k");
    assert_string_equal(event.payment, "pi_1");
    assert_int_equal(event.amount, 1200);
    assert_int_equal(event.outcome.state, PAY_SUCCEEDED);
}

static void reads_why_one_failed(void **state)
{
    struct stripe_event event = read_event(
        state, "{\"type\":\"payment_intent.payment_failed\",\"data\":{\"object\":{\"id\":\"pi_1\","
               "\"last_payment_error\":{\"code\":\"card_declined\",\"decline_code\":\"lost\"}}}}");
    assert_int_equal(event.outcome.state, PAY_FAILED);
    assert_string_equal(event.outcome.error, "lost");
    assert_null(event.key);
}

static void a_refund_is_as_its_status_says(void **state)
{
    static const struct {
        const char *status;
        enum pay_state state;
    } statuses[] = {
        {"pending", PAY_UNKNOWN}, {"requires_action", PAY_UNKNOWN}, {"succeeded", PAY_SUCCEEDED},
        {"canceled", PAY_FAILED}, {"failed", PAY_FAILED},
    };
    for (size_t i = 0; i < LENGTH(statuses); i++) {
        const char *text = arena_printf(
            *state, "{\"type\":\"refund.updated\",\"data\":{\"object\":{\"status\":\"%s\"}}}",
            statuses[i].status);
        assert_int_equal(read_event(state, text).outcome.state, statuses[i].state);
    }
}

static void a_dispute_is_a_refund_that_the_bank_asks_for(void **state)
{
    static const struct {
        const char *status;
        enum pay_state state;
        const char *why;
    } statuses[] = {
        {"needs_response", PAY_UNKNOWN, "fraudulent"},
        {"warning_needs_response", PAY_UNKNOWN, "fraudulent"},
        {"under_review", PAY_UNKNOWN, "fraudulent"},
        {"lost", PAY_SUCCEEDED, "fraudulent"},
        {"won", PAY_FAILED, "won"},
        {"warning_closed", PAY_FAILED, "warning_closed"},
        {"prevented", PAY_FAILED, "prevented"},
    };
    for (size_t i = 0; i < LENGTH(statuses); i++) {
        struct stripe_event event = read_event(
            state, arena_printf(*state,
                                "{\"type\":\"charge.dispute.closed\",\"data\":{\"object\":{\"id\":"
                                "\"du_1\",\"payment_intent\":\"pi_1\",\"amount\":500,\"reason\":"
                                "\"fraudulent\",\"status\":\"%s\"}}}",
                                statuses[i].status));
        assert_int_equal(event.outcome.state, statuses[i].state);
        assert_string_equal(event.outcome.error, statuses[i].why);
        assert_string_equal(event.by, "bank");
        assert_string_equal(event.reference, "du_1");
        assert_string_equal(event.payment, "pi_1");
        assert_int_equal(event.amount, 500);
    }
}

static void only_old_versions_call_rests_refunds(void **state)
{
    static const char refund[] = "{\"api_version\":\"%s\",\"type\":\"refund.created\",\"data\":{"
                                 "\"object\":{\"id\":\"re_1\"}}}";
    static const char *const versions[] = {"2024-06-20", "2025-02-24.acacia", "2025-03-31.basil",
                                           "2026-10-28.endive"};
    for (size_t i = 0; i < LENGTH(versions); i++) {
        const char *text = arena_printf(*state, refund, versions[i]);
        assert_int_equal(read_event(state, text).calls_rests_refunds, i < 2);
    }
}

static void what_is_none_of_ours(void **state)
{
    static const char *const others[] = {
        "{}",
        "{\"type\":1,\"data\":[]}",
        "{\"type\":\"customer.created\",\"data\":{\"object\":{}}}",
        "{\"type\":\"refund.updated\",\"data\":{\"object\":\"re_1\"}}",
    };
    for (size_t i = 0; i < LENGTH(others); i++)
        assert_int_equal(read_event(state, others[i]).outcome.state, PAY_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(takes_what_is_signed),
        arena_test(refuses_everything_else),
        arena_test(holds_for_five_minutes),
        arena_test(reads_a_payment),
        arena_test(reads_why_one_failed),
        arena_test(a_refund_is_as_its_status_says),
        arena_test(a_dispute_is_a_refund_that_the_bank_asks_for),
        arena_test(only_old_versions_call_rests_refunds),
        arena_test(what_is_none_of_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
