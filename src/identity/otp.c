/* Codes from secrets. The secret has the length of the hash, as RFC 4226 section 4 advises. */
/* SPDX-License-Identifier: MIT */
#include "identity/otp.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"

enum { DRIFT_STEPS = 1 };

bool otp_code(char code[OTP_DIGITS + 1], const uint8_t secret[OTP_SECRET_BYTES], int64_t step)
{
    uint8_t counter[8], mac[EVP_MAX_MD_SIZE];
    for (int i = 7; i >= 0; i--, step >>= 8)
        counter[i] = (uint8_t)step;
    if (!HMAC(EVP_sha1(), secret, OTP_SECRET_BYTES, counter, sizeof counter, mac, NULL))
        return false;
    const uint8_t *at = mac + (mac[19] & 0x0f);
    uint32_t number =
        (uint32_t)(at[0] & 0x7f) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    snprintf(code, OTP_DIGITS + 1, "%06u", number % 1000000);
    return true;
}

bool otp_find(int64_t *step, const uint8_t secret[OTP_SECRET_BYTES], const char *text, int64_t now,
              int64_t last)
{
    char code[OTP_DIGITS + 1];
    int64_t middle = now / OTP_STEP_SECONDS;
    *step = 0;
    if (!otp_is_code(text))
        return true;
    for (int64_t at = middle - DRIFT_STEPS; at <= middle + DRIFT_STEPS; at++) {
        if (!otp_code(code, secret, at))
            return false;
        bool fits = crypto_equal(code, text, OTP_DIGITS);
        if (fits && at > last)
            *step = at;
    }
    return true;
}

char *otp_base32(struct arena *arena, const uint8_t *data, size_t length)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char *text = arena_alloc(arena, length / 5 * 8 + 1), *end = text;
    for (size_t i = 0; i + 5 <= length; i += 5) {
        uint64_t bits = 0;
        for (size_t j = 0; j < 5; j++)
            bits = bits << 8 | data[i + j];
        for (int shift = 35; shift >= 0; shift -= 5)
            *end++ = letters[bits >> shift & 31];
    }
    *end = '\0';
    return text;
}

char *otp_typed(struct arena *arena, const char *text)
{
    char *typed = arena_alloc(arena, strlen(text) + 1), *end = typed;
    for (; *text; text++) {
        if (*text != ' ' && *text != '-')
            *end++ = (char)toupper((unsigned char)*text);
    }
    *end = '\0';
    return typed;
}

bool otp_is_code(const char *text)
{
    return strlen(text) == OTP_DIGITS && strspn(text, "0123456789") == OTP_DIGITS;
}
