/* The second factor: an authenticator app, and recovery codes for who has lost it. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_SESSIONS_TOTP_H
#define ORDERD_API_SESSIONS_TOTP_H

#include "gateway/route.h"

extern const struct schema totp_out, totp_begun_out, totp_confirm_in, totp_confirmed_out,
    totp_remove_in;

handler totp_otp;      /* before the facts: `otp` as it was typed, hashed when it is for recovery */
handler totp_begin;    /* a new secret, shown this once */
handler totp_confirm;  /* switches it on by its first code */
handler totp_remove;   /* switches it off, by password and code */
handler totp_take_off; /* the same for somebody else */

/* Whether who has shown the right password has shown the second factor, too, where `facts`
 * (totp_login_facts, totp_facts) say that there is one. E_OK: *use is what is to be written once
 * the session is there, so that the factor is used up. E_OTP_REQUIRED: nothing was shown.
 * E_INVALID_OTP: what was shown counts as a wrong password does. E_UNAVAILABLE: no memory. */
enum error totp_check(struct request *r, const struct rows *facts, enum query *use)
    __attribute__((warn_unused_result));

#endif
