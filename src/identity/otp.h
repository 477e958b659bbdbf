/* One-time codes as authenticator apps show them: TOTP (RFC 6238) with SHA-1, six digits, 30 s. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_IDENTITY_OTP_H
#define ORDERD_IDENTITY_OTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { OTP_SECRET_BYTES = 20, OTP_DIGITS = 6, OTP_STEP_SECONDS = 30 };

/* The code of a time step (or of any counter, RFC 4226 section 5.3) as digits in *code. False when
 * the system has no memory for it. */
bool otp_code(char code[OTP_DIGITS + 1], const uint8_t secret[OTP_SECRET_BYTES], int64_t step)
    __attribute__((warn_unused_result));

/* Whether `text` is the code of a step that is at most one away from that of `now` (seconds since
 * 1970) and later than `last`: *step is that step, 0 when it is none. Takes the same time for every
 * text of six digits. False as above. */
bool otp_find(int64_t *step, const uint8_t secret[OTP_SECRET_BYTES], const char *text, int64_t now,
              int64_t last) __attribute__((warn_unused_result));

/* Base32 without padding (RFC 4648 section 6), in the arena; `length` is a multiple of five. */
char *otp_base32(struct arena *arena, const uint8_t *data, size_t length);

/* A code as it was typed: letters in upper case, without blanks and hyphens, in the arena. */
char *otp_typed(struct arena *arena, const char *text);

/* True for six digits: a code of an app, and not one for recovery. */
bool otp_is_code(const char *text);

#endif
