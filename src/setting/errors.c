/* The table of errors. nginx answers a few of them itself (nginx/snippets/problems.conf), those of
 * a request that never gets here, or of an answer that never comes, it alone. */
/* SPDX-License-Identifier: MIT */
#include "setting/errors.h"

#include <string.h>

static const struct error_row rows[E_COUNT] = {
    [E_OK] = {"ok", 200, "OK", ""},
    [E_DRY_RUN] = {"dry_run", 200, "Dry run", "Undone, as asked."},
    [E_AGAIN] = {"again", 503, "Busy", "Too many changes at once; try again."},

    [E_AMBIGUOUS_CREDENTIALS] = {"ambiguous_credentials", 400, "Ambiguous credentials",
                                 "Send one credential in one place, not two."},
    [E_BAD_CURSOR] = {"bad_cursor", 400, "Bad cursor",
                      "The cursor was not made by this list; start without one."},
    [E_BAD_HEADER] = {"bad_header", 400, "Bad header", "A request header has an invalid value."},
    [E_BAD_QUERY] = {"bad_query", 400, "Bad query",
                     "The query string has unknown or invalid parameters."},
    [E_BAD_REQUEST] = {"bad_request", 400, "Bad request", "The request could not be understood."},
    [E_BAD_SIGNATURE] = {"bad_signature", 400, "Bad signature",
                         "The event is not signed with the secret set here, or too long ago."},
    [E_INCOMPLETE_BODY] = {"incomplete_body", 400, "Incomplete body",
                           "The body is shorter than Content-Length says."},
    [E_MALFORMED_JSON] = {"malformed_json", 400, "Malformed JSON",
                          "The body is not a JSON object."},

    [E_AUTHENTICATION_REQUIRED] = {"authentication_required", 401, "Authentication required",
                                   "Send an access token: Authorization: Bearer …"},
    [E_EMAIL_UNCONFIRMED] = {"email_unconfirmed", 401, "E-mail unconfirmed",
                             "Follow the link in the mail that we have sent you, then sign in."},
    [E_INVALID_CREDENTIALS] = {"invalid_credentials", 401, "Invalid credentials",
                               "The e-mail address or the password is wrong."},
    [E_INVALID_OTP] = {"invalid_otp", 401, "Invalid code",
                       "The code is wrong, too old or was used; wait for the next one."},
    [E_INVALID_REFRESH_TOKEN] = {"invalid_refresh_token", 401, "Invalid refresh token",
                                 "Sign in again."},
    [E_INVALID_RESET_TOKEN] = {"invalid_reset_token", 401, "Invalid reset token",
                               "The link was used or is too old; ask for another."},
    [E_INVALID_TOKEN] = {"invalid_token", 401, "Invalid token",
                         "The access token is malformed, expired or revoked."},
    [E_OTP_REQUIRED] =
        {"otp_required", 401, "Code required",
         "Send the code of your authenticator app, or a recovery code, as otp, too."},

    [E_PAYMENT_DECLINED] = {"payment_declined", 402, "Payment declined",
                            "Nothing was charged; errors has the provider's reason."},

    [E_FORBIDDEN] = {"forbidden", 403, "Forbidden", "Your role does not allow this."},
    [E_REGISTRATION_CLOSED] = {"registration_closed", 403, "Registration closed",
                               "Ask an administrator for an account."},
    [E_SECOND_FACTOR_REQUIRED] = {"second_factor_required", 403, "Second factor required",
                                  "This shop demands a second factor of your role. Switch it on "
                                  "with POST /auth/totp; until then only your account is open to "
                                  "you."},
    [E_SESSION_REQUIRED] = {"session_required", 403, "Session required",
                            "An API key can't do this; sign in."},

    [E_NOT_FOUND] = {"not_found", 404, "Not found", "There is nothing here that you may see."},
    [E_METHOD_NOT_ALLOWED] = {"method_not_allowed", 405, "Method not allowed",
                              "The header Allow lists the methods of this path."},

    [E_CATEGORY_TAKEN] = {"category_taken", 409, "Category exists",
                          "A category has this name already."},
    [E_CONFLICT] = {"conflict", 409, "Conflict", "The request conflicts with what is stored."},
    [E_CURRENCY_CHANGED] = {"currency_changed", 409, "Currency changed",
                            "The shop's currency is another one since this order was made: cancel "
                            "it and order anew."},
    [E_CUSTOMER_HAS_ORDERS] = {"customer_has_orders", 409, "Customer has orders",
                               "Orders refer to this customer; anonymise it instead."},
    [E_CUSTOMER_HAS_USER] = {"customer_has_user", 409, "Customer has an account",
                             "This customer signs in; anonymise it instead."},
    [E_DELIVERY_PAST_RETRY] = {"delivery_past_retry", 409, "Delivered or on its way",
                               "Only what waits or was given up is tried again; to send what was "
                               "delivered, replay its event."},
    [E_DEPARTMENT_IN_USE] = {"department_in_use", 409, "Department in use",
                             "Users or orders belong to this department."},
    [E_DEPARTMENT_TAKEN] = {"department_taken", 409, "Department exists",
                            "A department has this name already."},
    [E_DISCOUNT_CODE_TAKEN] = {"discount_code_taken", 409, "Code exists",
                               "A code has this word already, or had it once."},
    [E_DISCOUNT_MINIMUM] = {"discount_minimum", 409, "Too little for the code",
                            "The lines it is for do not come to the code's minimum."},
    [E_DISCOUNT_USED_UP] = {"discount_used_up", 409, "Code used up",
                            "The code was used as often as it may be."},
    [E_EMAIL_TAKEN] = {"email_taken", 409, "E-mail taken",
                       "An account with this e-mail address exists."},
    [E_EVENT_EARLY] = {"event_early", 409, "Event too early",
                       "What it is about is not known here yet; send it again later."},
    [E_IN_PROGRESS] = {"in_progress", 409, "In progress",
                       "A request with this idempotency key is still running."},
    [E_INSUFFICIENT_STOCK] = {"insufficient_stock", 409, "Insufficient stock",
                              "Nothing was ordered; errors lists the short lines."},
    [E_INVALID_TRANSITION] = {"invalid_transition", 409, "Not in this state",
                              "The order's status does not allow this."},
    [E_LAST_ADMIN] = {"last_admin", 409, "Last administrator",
                      "Make somebody else an administrator first."},
    [E_MAIL_PAST_RETRY] = {"mail_past_retry", 409, "Sent, on its way or expired",
                           "Only what waits or was given up is tried again, and no link that has "
                           "expired."},
    [E_NO_SHIPPING_RATE] = {"no_shipping_rate", 409, "No shipping rate",
                            "No shipping rate covers this weight."},
    [E_NOTHING_TO_PAY] = {"nothing_to_pay", 409, "Nothing to pay",
                          "The order is paid, or payments for all of it are under way."},
    [E_NO_TAX_RATE] = {"no_tax_rate", 409, "No tax rate",
                       "No tax rate covers some lines where they go; errors lists them."},
    [E_OPEN_ORDERS] = {"open_orders", 409, "Orders are open",
                       "A person is forgotten once all their orders have ended; errors lists those "
                       "that have not."},
    [E_PAYMENT_STATE] = {"invalid_payment_state", 409, "Payment not in this state",
                         "The payment's status does not allow this."},
    [E_PAYMENT_TOO_HIGH] = {"payment_too_high", 409, "Payment too high",
                            "The amount is more than is left to pay or to capture."},
    [E_PRICE_CHANGED] = {"price_changed", 409, "Price changed",
                         "Some lines would cost more than they were sold for; errors lists them. "
                         "Send accept_prices: true to agree."},
    [E_PRODUCT_RESERVED] = {"product_reserved", 409, "Product reserved",
                            "Open orders still hold pieces of this product."},
    [E_QUANTITY_EXCEEDED] = {"quantity_exceeded", 409, "More than is left",
                             "errors lists the lines of which less is left than asked for."},
    [E_REFUND_TOO_HIGH] = {"refund_too_high", 409, "Refund too high",
                           "The amount is more than was captured and not given back yet, or than "
                           "the pieces are worth; shipping goes back once."},
    [E_RESYNC] = {"resync", 409, "Read all afresh",
                  "The feed does not go on from there; read all afresh, then from its end."},
    [E_RETURN_ENDED] = {"return_ended", 409, "Return has ended",
                        "This return is not asked for any more."},
    [E_RETURN_RECEIVED] = {"return_received", 409, "Return received",
                           "This return was taken in before."},
    [E_SECRET_ROTATING] = {"secret_rotating", 409, "Secret is being rotated",
                           "The secret before still signs, and would be lost; send keep_seconds 0 "
                           "to have a new one alone at once."},
    [E_SHIPPING_COST_CHANGED] = {"shipping_cost_changed", 409, "Shipping cost changed",
                                 "Shipping costs more than the request agreed to pay."},
    [E_SHIPPING_RATE_OVERLAPS] = {"shipping_rate_overlaps", 409, "Shipping rate overlaps",
                                  "Another rate covers a part of these weights."},
    [E_SKU_TAKEN] = {"sku_taken", 409, "SKU taken", "A product has this SKU already."},
    [E_STOCK_BELOW_RESERVED] = {"stock_below_reserved", 409, "Stock below reserved",
                                "Open orders hold more pieces than would be left."},
    [E_TAX_RATE_OVERLAPS] = {"tax_rate_overlaps", 409, "Tax rate overlaps",
                             "Another rate is for the same country, region and class on some of "
                             "these days."},
    [E_TOO_MANY_API_KEYS] = {"too_many_api_keys", 409, "Too many API keys",
                             "Nobody has more than 50: revoke one that is not used any more."},
    [E_TOO_MANY_DRAFTS] = {"too_many_drafts", 409, "Too many drafts",
                           "Nobody has more than 100: place, cancel or delete one first."},
    [E_TOO_MANY_RETURNS] = {"too_many_returns", 409, "Too many returns",
                            "50 that you asked for have not been taken in yet."},
    [E_TOO_MANY_WEBHOOKS] = {"too_many_webhooks", 409, "Too many webhooks",
                             "There are no more than 50: delete one that is not used any more."},
    [E_TOO_MANY_VIEWS] = {"too_many_views", 409, "Too many views",
                          "Nobody has more than 100: delete one that is not used any more."},
    [E_TOTP_OFF] = {"totp_off", 409, "Second factor is off",
                    "It is off; begin to switch it on with POST /auth/totp."},
    [E_TOTP_ON] = {"totp_on", 409, "Second factor is on",
                   "It is on already; switch it off first to begin anew."},
    [E_USERNAME_TAKEN] = {"username_taken", 409, "Username taken",
                          "An account with this username exists."},
    [E_VIEW_TAKEN] = {"view_taken", 409, "View exists",
                      "A view of yours of this list has this name already."},
    [E_WEBHOOK_INACTIVE] = {"webhook_inactive", 409, "Webhook is off",
                            "It is not called while it is off; switch it on first."},

    [E_PRECONDITION_FAILED] = {"precondition_failed", 412, "Precondition failed",
                               "It was changed meanwhile; current holds it as it is now."},
    [E_BODY_TOO_LARGE] = {"body_too_large", 413, "Body too large",
                          "The body is over this route's limit."},
    [E_URI_TOO_LONG] = {"uri_too_long", 414, "Address too long",
                        "The path and query string are over the limit."},
    [E_UNSUPPORTED_MEDIA_TYPE] = {"unsupported_media_type", 415, "Unsupported media type",
                                  "Send Content-Type: application/json."},

    [E_IDEMPOTENCY_KEY_REUSED] = {"idempotency_key_reused", 422, "Idempotency key reused",
                                  "The key was used for a different request."},
    [E_IMPORT_REFUSED] = {"import_refused", 422, "Import refused",
                          "Nothing was imported; errors lists the bad lines."},
    [E_INVALID_PERIOD] = {"invalid_period", 422, "Invalid period", "from is after to."},
    [E_INVALID_FIELDS] = {"invalid_fields", 422, "Invalid fields",
                          "errors lists every invalid field."},
    [E_UNFIT_CURRENCY] = {"unfit_currency", 422, "Unfit currency",
                          "Use the ISO 4217 code of a currency with two decimals."},
    [E_UNKNOWN_CODE] = {"unknown_code", 422, "Unknown code",
                        "This is not a code that you can use."},
    [E_UNKNOWN_COUNTRY] = {"unknown_country", 422, "Unknown country",
                           "The country is to be one of ISO 3166-1."},
    [E_UNKNOWN_TIME_ZONE] = {"unknown_time_zone", 422, "Unknown time zone",
                             "Use a name of the tz database, such as Europe/Berlin."},
    [E_VAT_ID_NEEDED] = {"vat_id_needed", 422, "VAT id needed",
                         "Reverse charge is for customers with a VAT id."},

    [E_RATE_LIMITED] = {"rate_limited", 429, "Too many requests", "Wait, then try again."},
    [E_HEADERS_TOO_LARGE] = {"headers_too_large", 431, "Headers too large",
                             "The request headers are over the limit."},
    [E_INTERNAL] = {"internal", 500, "Internal error", "Give request_id to the operator."},
    [E_BAD_GATEWAY] = {"bad_gateway", 502, "Bad gateway",
                       "No worker answered. Ask whether the work was done before trying again."},
    [E_PAYMENT_REFUSED] = {"payment_refused", 502, "Refused by the payment provider",
                           "Nothing was changed; errors has the provider's reason."},
    [E_LOCKED] = {"locked", 503, "Locked",
                  "Another change holds what this one needs for too long; try again."},
    [E_OUTCOME_UNKNOWN] = {"outcome_unknown", 503, "Outcome unknown",
                           "The database went away before it told whether the work was done. Look, "
                           "or send it again with the same Idempotency-Key."},
    [E_OUT_OF_MEMORY] = {"out_of_memory", 503, "Out of memory",
                         "The service has no memory for this now; try again."},
    [E_OVERLOADED] = {"overloaded", 503, "Overloaded",
                      "The request waited too long and was not started; try again."},
    [E_PAYMENT_UNRECORDED] = {"payment_unrecorded", 503, "Payment not written down yet",
                              "The payment provider has answered, and the answer is being written "
                              "down while the database is away. Do not pay again: look at the "
                              "order's payments, or send this again with the same "
                              "Idempotency-Key."},
    [E_TOO_LATE] = {"too_late", 503, "Too late", "It took too long and was undone; try again."},
    [E_TOO_SLOW] = {"too_slow", 503, "Too slow",
                    "The database took too long over it, and nothing was done; ask for less, or "
                    "try again."},
    [E_UNAVAILABLE] = {"unavailable", 503, "Unavailable",
                       "The database can't be reached; try again."},
    [E_GATEWAY_TIMEOUT] = {"gateway_timeout", 504, "Gateway timeout",
                           "The answer took too long. Ask whether the work was done before trying "
                           "again."},
    [E_PAYMENT_PENDING] = {"payment_pending", 504, "Payment pending",
                           "The payment provider has not answered yet. It is settled later; asking "
                           "again with the same Idempotency-Key settles it now."},
};

const struct error_row *error_row(enum error error)
{
    return &rows[error];
}

const char *error_field(enum error error)
{
    switch (error) {
    case E_CATEGORY_TAKEN:
    case E_DEPARTMENT_TAKEN:
        return "name";
    case E_EMAIL_TAKEN:
        return "email";
    case E_SKU_TAKEN:
        return "sku";
    case E_UNFIT_CURRENCY:
        return "currency";
    case E_UNKNOWN_TIME_ZONE:
        return "time_zone";
    case E_USERNAME_TAKEN:
        return "username";
    default:
        return NULL;
    }
}

enum error error_named(const char *word)
{
    for (int i = 0; i < E_COUNT; i++) {
        if (strcmp(rows[i].code, word) == 0)
            return (enum error)i;
    }
    return E_INTERNAL;
}
