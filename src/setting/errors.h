/* Every way a request can fail: one row each, with its status and words. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SETTING_ERRORS_H
#define ORDERD_SETTING_ERRORS_H

enum error {
    E_OK,
    E_DRY_RUN, /* a dry run got to its end; never reaches a client */
    E_AGAIN,   /* the world changed under the rules: read the facts again; never reaches a client */

    E_AMBIGUOUS_CREDENTIALS,
    E_BAD_CURSOR,
    E_BAD_HEADER,
    E_BAD_QUERY,
    E_BAD_REQUEST,
    E_BAD_SIGNATURE,
    E_INCOMPLETE_BODY,
    E_MALFORMED_JSON,

    E_AUTHENTICATION_REQUIRED,
    E_INVALID_CREDENTIALS,
    E_INVALID_OTP,
    E_INVALID_REFRESH_TOKEN,
    E_INVALID_RESET_TOKEN,
    E_INVALID_TOKEN,
    E_OTP_REQUIRED,

    E_PAYMENT_DECLINED,

    E_FORBIDDEN,
    E_REGISTRATION_CLOSED,
    E_SECOND_FACTOR_REQUIRED,
    E_SESSION_REQUIRED,

    E_NOT_FOUND,
    E_METHOD_NOT_ALLOWED,

    E_CATEGORY_TAKEN,
    E_CONFLICT,
    E_CURRENCY_CHANGED,
    E_CUSTOMER_HAS_ORDERS,
    E_CUSTOMER_HAS_USER,
    E_DELIVERY_PAST_RETRY,
    E_DEPARTMENT_IN_USE,
    E_DEPARTMENT_TAKEN,
    E_DISCOUNT_CODE_TAKEN,
    E_DISCOUNT_MINIMUM,
    E_DISCOUNT_USED_UP,
    E_EMAIL_TAKEN,
    E_EMAIL_UNCONFIRMED,
    E_EVENT_EARLY,
    E_IN_PROGRESS,
    E_INSUFFICIENT_STOCK,
    E_INVALID_TRANSITION,
    E_LAST_ADMIN,
    E_MAIL_PAST_RETRY,
    E_NO_SHIPPING_RATE,
    E_NOTHING_TO_PAY,
    E_NO_TAX_RATE,
    E_OPEN_ORDERS,
    E_PAYMENT_STATE,
    E_PAYMENT_TOO_HIGH,
    E_PRICE_CHANGED,
    E_PRODUCT_RESERVED,
    E_QUANTITY_EXCEEDED,
    E_REFUND_TOO_HIGH,
    E_RESYNC,
    E_RETURN_ENDED,
    E_RETURN_RECEIVED,
    E_SECRET_ROTATING,
    E_SHIPPING_COST_CHANGED,
    E_SHIPPING_RATE_OVERLAPS,
    E_SKU_TAKEN,
    E_STOCK_BELOW_RESERVED,
    E_TAX_RATE_OVERLAPS,
    E_TOO_MANY_API_KEYS,
    E_TOO_MANY_DRAFTS,
    E_TOO_MANY_RETURNS,
    E_TOO_MANY_WEBHOOKS,
    E_TOO_MANY_VIEWS,
    E_TOTP_OFF,
    E_TOTP_ON,
    E_USERNAME_TAKEN,
    E_VIEW_TAKEN,
    E_WEBHOOK_INACTIVE,

    E_PRECONDITION_FAILED,
    E_BODY_TOO_LARGE,
    E_URI_TOO_LONG,
    E_UNSUPPORTED_MEDIA_TYPE,

    E_IDEMPOTENCY_KEY_REUSED,
    E_IMPORT_REFUSED,
    E_INVALID_FIELDS,
    E_INVALID_PERIOD,
    E_UNFIT_CURRENCY,
    E_UNKNOWN_CODE,
    E_UNKNOWN_COUNTRY,
    E_UNKNOWN_TIME_ZONE,
    E_VAT_ID_NEEDED,

    E_RATE_LIMITED,
    E_HEADERS_TOO_LARGE,
    E_INTERNAL,
    E_BAD_GATEWAY,
    E_PAYMENT_REFUSED,
    E_LOCKED,
    E_OUTCOME_UNKNOWN,
    E_OUT_OF_MEMORY,
    E_OVERLOADED,
    E_PAYMENT_UNRECORDED,
    E_TOO_LATE,
    E_TOO_SLOW,
    E_UNAVAILABLE,
    E_GATEWAY_TIMEOUT,
    E_PAYMENT_PENDING,

    E_COUNT
};

struct error_row {
    const char *code;   /* stable word for programs */
    int status;         /* HTTP */
    const char *title;  /* for people; the same for every occurrence */
    const char *detail; /* what to do about it */
};

/* The row of an error; always valid. */
const struct error_row *error_row(enum error error);

/* The field of a body that an error is about, where it is always one: "currency"; else NULL. */
const char *error_field(enum error error);

/* The error whose code is `word`, or E_INTERNAL: how SQL names an error. */
enum error error_named(const char *word);

#endif
