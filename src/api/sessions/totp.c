/* Switching the second factor on and off, and asking for it. */
/* SPDX-License-Identifier: MIT */
#include "api/sessions/totp.h"

#include <string.h>
#include <time.h>

#include "api/sessions/attempts.h"
#include "base/crypto.h"
#include "base/log.h"
#include "identity/otp.h"

enum { SEALED_BYTES = OTP_SECRET_BYTES + CRYPTO_SEAL_BYTES };
enum { RECOVERY_CODES = 10, RECOVERY_BYTES = 10 };

/* ---- the secret ---- */

static void seal_key(uint8_t key[CRYPTO_KEY_BYTES], const struct keys *keys)
{
    static const char purpose[] = "orderd second factor";
    crypto_hash_raw(key, purpose, sizeof purpose - 1, keys_secret(keys));
}

/* What a secret is sealed for: no other user's row opens with it. */
static const char *owner(struct request *r, const char *user_id)
{
    return arena_printf(r->arena, "totp of user %s", user_id);
}

static const char *seal(struct request *r, const char *user_id,
                        const uint8_t secret[OTP_SECRET_BYTES])
{
    uint8_t key[CRYPTO_KEY_BYTES], sealed[SEALED_BYTES];
    seal_key(key, r->service->keys);
    crypto_seal(sealed, secret, OTP_SECRET_BYTES, owner(r, user_id), key);
    return arena_printf(r->arena, "\\x%s", crypto_hex(r->arena, sealed, sizeof sealed));
}

/* `text` is the column: "\x" and hex digits. */
static bool unseal(struct request *r, const char *user_id, const char *text,
                   uint8_t secret[OTP_SECRET_BYTES])
{
    uint8_t key[CRYPTO_KEY_BYTES], sealed[SEALED_BYTES];
    seal_key(key, r->service->keys);
    if (crypto_hex_decode(sealed, sizeof sealed, text + 2, strlen(text + 2)) == SEALED_BYTES &&
        crypto_unseal(secret, sealed, sizeof sealed, owner(r, user_id), key))
        return true;
    log_event(LOG_ERROR, "a second factor was sealed with another secret than the keys folder has",
              "user_id", user_id, NULL);
    return false;
}

/* ---- what was shown ---- */

enum error totp_otp(struct request *r)
{
    const char *otp = values_get(&r->values, P_OTP);
    if (!otp)
        return E_OK;
    otp = otp_typed(r->arena, otp);
    values_set(&r->values, P_OTP, otp);
    if (!otp_is_code(otp))
        values_set(&r->values, P_RECOVERY_HASH, crypto_hash_bytea(r->arena, otp, strlen(otp)));
    return E_OK;
}

/* Sets otp_step to that of the code, when it is one of the app's. */
static enum error code_check(struct request *r, const struct rows *facts)
{
    uint8_t secret[OTP_SECRET_BYTES];
    int64_t step = 0;
    const char *sealed = rows_text(facts, 0, "sealed");
    if (!unseal(r, rows_text(facts, 0, "user_id"), sealed, secret))
        return E_INVALID_OTP;
    bool known = otp_find(&step, secret, values_get(&r->values, P_OTP), time(NULL),
                          rows_int(facts, 0, "last_step"));
    explicit_bzero(secret, sizeof secret);
    if (!known)
        return E_UNAVAILABLE;
    values_set(&r->values, P_SEALED, sealed);
    values_set_int(&r->values, P_OTP_STEP, step);
    return step ? E_OK : E_INVALID_OTP;
}

enum error totp_check(struct request *r, const struct rows *facts, enum query *use)
{
    *use = Q_TOTP_NONE;
    if (rows_count(facts) == 0 || !rows_true(facts, 0, "is_on"))
        return E_OK;
    if (!values_get(&r->values, P_OTP))
        return E_OTP_REQUIRED;
    bool recovers = rows_true(facts, 0, "recovers");
    *use = recovers ? Q_RECOVERY_CODE_USE : Q_TOTP_USE;
    return recovers ? E_OK : code_check(r, facts);
}

/* ---- on ---- */

/* Where apps read the secret from, in the form that they have agreed on:
 * otpauth://totp/SHOP:EMAIL?secret=…, the shop by the host of its address. */
static const char *uri(struct request *r, const char *email, const char *secret)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    const char *host = conf_host(r->arena, r->service->conf);
    struct buf out = buf_new(r->arena);
    buf_printf(&out, "otpauth://totp/%s:", host);
    for (const char *c = email; *c; c++) {
        if (strchr(plain, *c))
            buf_char(&out, *c);
        else
            buf_printf(&out, "%%%02X", (unsigned char)*c);
    }
    buf_printf(&out, "?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d", secret, host,
               OTP_DIGITS, OTP_STEP_SECONDS);
    return out.data;
}

enum error totp_begin(struct request *r)
{
    const struct rows *facts = request_fact(r, Q_TOTP_FACTS);
    uint8_t secret[OTP_SECRET_BYTES];
    if (r->token->kind == TOKEN_OUTSIDE) {
        r->detail = "You sign in elsewhere: a second factor is for there to ask.";
        return E_SESSION_REQUIRED;
    }
    if (rows_true(facts, 0, "is_on"))
        return E_TOTP_ON;
    crypto_random(secret, sizeof secret);
    values_set(&r->values, P_SEALED, seal(r, values_get(&r->values, P_ME_ID), secret));
    const char *text = otp_base32(r->arena, secret, sizeof secret);
    explicit_bzero(secret, sizeof secret);

    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_text(&w, "secret", text);
    json_text(&w, "uri", uri(r, rows_text(facts, 0, "email"), text));
    json_close(&w, '}');
    r->replied = true;
    return E_OK;
}

/* Ten codes: their hashes are set as an array of PostgreSQL's, they themselves written. */
static void give_recovery_codes(struct request *r, struct json_writer *w)
{
    struct buf hashes = buf_new(r->arena);
    json_open(w, "recovery_codes", '[');
    for (int i = 0; i < RECOVERY_CODES; i++) {
        uint8_t bytes[RECOVERY_BYTES], hash[CRYPTO_HASH_BYTES];
        crypto_random(bytes, sizeof bytes);
        const char *code = otp_base32(r->arena, bytes, sizeof bytes);
        crypto_hash_raw(hash, code, strlen(code), NULL);
        buf_printf(&hashes, "%c%s", i ? ',' : '{', crypto_hex(r->arena, hash, sizeof hash));
        json_text(w, NULL,
                  arena_printf(r->arena, "%.4s-%.4s-%.4s-%s", code, code + 4, code + 8, code + 12));
    }
    json_close(w, ']');
    buf_char(&hashes, '}');
    values_set(&r->values, P_CODE_HASHES, hashes.data);
}

static void blame_otp(struct request *r)
{
    request_invalid(r, "/otp", "wrong_otp", "is not the code that the app shows now, or was used",
                    NULL);
}

enum error totp_confirm(struct request *r)
{
    const struct rows *facts = request_fact(r, Q_TOTP_FACTS);
    if (rows_true(facts, 0, "is_on"))
        return E_TOTP_ON;
    if (!rows_text(facts, 0, "sealed"))
        return E_TOTP_OFF;
    enum error error = code_check(r, facts);
    if (error == E_INVALID_OTP) {
        blame_otp(r);
        return E_INVALID_FIELDS;
    }
    if (error)
        return error;
    values_set(&r->values, P_USER_ID, values_get(&r->values, P_ME_ID));
    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    give_recovery_codes(r, &w);
    json_close(&w, '}');
    r->replied = true;
    return E_OK;
}

/* ---- off ---- */

enum error totp_remove(struct request *r)
{
    const struct rows *facts = request_fact(r, Q_TOTP_FACTS);
    const char *me = rows_text(facts, 0, "user_id"), *origin = attempt_session(r);
    enum query use;
    if (!rows_true(facts, 0, "is_on"))
        return E_TOTP_OFF;
    enum crypto_fit fits = attempt_password(facts, origin, values_get(&r->values, P_PASSWORD));
    if (fits == CRYPTO_NO_MEMORY)
        return E_OUT_OF_MEMORY;
    if (fits == CRYPTO_DIFFERS) {
        request_invalid(r, "/password", "wrong_password", "is not your password", NULL);
        return attempt_fail(r, me, origin, E_INVALID_FIELDS);
    }
    enum error error = totp_check(r, facts, &use);
    if (error == E_INVALID_OTP) {
        blame_otp(r);
        return attempt_fail(r, me, origin, E_INVALID_FIELDS);
    }
    attempt_lock(r, me, origin);
    plan_add(&r->plan, use);
    plan_add(&r->plan, Q_TOTP_REMOVE);
    return error;
}

enum error totp_take_off(struct request *r)
{
    values_set(&r->values, P_USER_ID, rows_text(request_fact(r, Q_TOTP_OWNER), 0, "user_id"));
    return E_OK;
}
