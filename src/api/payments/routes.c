/* Paying for orders, giving money back, and what the provider tells. */
/* SPDX-License-Identifier: MIT */
#include "api/columns.h"

#include "api/payments/payments.h"

const struct route payments_routes[] = {
    {ROUTE("GET", "/orders/{id}/payments", CUSTOMER, PAY, "payments",
           "The payments of an order, and what their provider was asked"),
     .facts = {Q_ORDER_VISIBLE, Q_ORDER_PAYMENTS}, .answer = &payment_out},
    {ROUTE("POST", "/orders/{id}/payments", CUSTOMER, PAY, "payments",
           "Pay an order, or a part of it"),
     .flags = R_CREATES, .query = &dry_run_query, .body = &payment_in, .set = {P_KIND, "authorize"},
     .prepare = payment_prepare, .facts = {Q_PAYMENT_NEW}, .handler = payment_create, .plans = 8,
     .after = payment_follow, .show = Q_PAYMENT_GET, .status = 201, .answer = &payment_out},
    {ROUTE("POST", "/orders/{id}/refunds", MANAGER, PAY, "payments",
           "Give back what was captured, or a part of it"),
     .flags = R_CREATES | R_BODY_OPTIONAL, .query = &dry_run_query, .body = &refund_in,
     .prepare = payment_prepare, .facts = {Q_REFUND_NEW}, .handler = refund_create, .plans = 8,
     .after = payment_follow, .show = Q_REFUND_GET, .status = 201, .answer = &refund_out},
    {ROUTE("GET", "/payments", MANAGER, API, "payments",
           "The payments of all orders, the newest first, and what their provider was asked"),
     .flags = R_REPLICA, .query = &payment_query, .list = &payments_list, .answer = &payment_out},
    {ROUTE("POST", "/payments/stripe/webhook", ANYONE, API, "payments",
           "What Stripe has to tell, signed in the header Stripe-Signature"),
     .flags = R_NO_TOKEN | R_CONFLICTS, .body = &stripe_event_in, .prepare = stripe_event_prepare,
     .facts = {Q_PAYMENT_EVENT_FACTS}, .handler = stripe_event, .plans = 11,
     .answer = &stripe_event_out},
    {ROUTE("GET", "/payments/{id}", CUSTOMER, API, "payments", "Get a payment"),
     .set = {P_KIND, "authorize"}, .facts = {Q_PAYMENT_GET}, .answer = &payment_out},
    {ROUTE("POST", "/payments/{id}/capture", MANAGER, PAY, "payments",
           "Take what is authorised, or a part of it"),
     .flags = R_BODY_OPTIONAL, .query = &dry_run_query, .body = &payment_capture_in,
     .set = {P_KIND, "capture"}, .facts = {Q_PAYMENT_FACTS}, .handler = payment_ask, .plans = 8,
     .after = payment_follow, .show = Q_PAYMENT_GET, .answer = &payment_out},
    {ROUTE("POST", "/payments/{id}/void", MANAGER, PAY, "payments", "Let go what is authorised"),
     .flags = R_BODY_OPTIONAL, .query = &dry_run_query, .body = &schema_nothing,
     .set = {P_KIND, "void"}, .facts = {Q_PAYMENT_FACTS}, .handler = payment_ask, .plans = 8,
     .after = payment_follow, .show = Q_PAYMENT_GET, .answer = &payment_out},
    {.method = NULL},
};
