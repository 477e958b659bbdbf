/* Tokens: any that was altered is refused, and one that is taken says what is promised of it, be
 * header and claims what they may. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "base/crypto.h"
#include "identity/jwt.h"
#include "identity/token.h"
#include "json/format.h"

enum { NOW = 1800000000, HOUR = 3600 };

static const char sid[] = "0b5f7f3e-8c1d-4a57-9d5e-2f6b1c3d4e5f";

static struct token *verify(struct arena *arena, const char *text, size_t length)
{
    const struct service *service = fuzz_service();
    return token_verify(service->tokens, arena, service->conf, service->keys, text, length, NOW);
}

/* Three bytes each: what is done, where, and with which byte. */
static struct buf altered(struct arena *arena, const char *text, const char *how, size_t size)
{
    struct buf out = buf_new(arena);
    buf_text(&out, text);
    for (; size >= 3 && out.length; how += 3, size -= 3) {
        size_t at = (size_t)(unsigned char)how[1] * out.length / 256, rest = out.length - at;
        switch (how[0] % 4) {
        case 0:
            out.data[at] = how[2];
            break;
        case 1:
            buf_char(&out, how[2]);
            break;
        case 2:
            memmove(out.data + at, out.data + at + 1, rest);
            out.length--;
            break;
        default:
            out.data[out.length = at] = '\0';
        }
    }
    return out;
}

static void check_alterations(struct arena *arena, const char *how, size_t size)
{
    const struct service *service = fuzz_service();
    const char *good = token_sign(arena, service->conf, keys_current(service->keys), "42", sid,
                                  "staff", NOW, NOW + HOUR);
    size_t length = strlen(good);
    promise(verify(arena, good, length), "what is signed is taken", good);
    struct buf bad = altered(arena, good, how, size);
    promise((bad.length == length && memcmp(bad.data, good, length) == 0) ||
                !verify(arena, bad.data, bad.length),
            "what was altered is refused", bad.data);
}

/* The three parts are the text again. */
static void check_parts(struct arena *arena, const char *text, size_t length)
{
    struct jwt jwt;
    if (!jwt_read(&jwt, arena, text, length))
        return;
    promise(jwt.signed_length + 1 + jwt.signature_length == length, "a token is its parts", text);
    promise(jwt.signature == text + jwt.signed_length + 1, "the signature comes last", text);
    promise(jwt_time(jwt.claims, "exp") >= -1, "times are not below -1", text);
}

/* Signed with the right key, whatever it says. */
static const char *forged(struct arena *arena, const char *header, const char *claims)
{
    uint8_t signature[CRYPTO_SIGNATURE_BYTES];
    char *text = arena_printf(arena, "%s.%s", crypto_base64url(arena, header, strlen(header)),
                              crypto_base64url(arena, claims, strlen(claims)));
    crypto_sign_message(signature, text, strlen(text), keys_current(fuzz_keys())->seed);
    return arena_printf(arena, "%s.%s", text, crypto_base64url(arena, signature, sizeof signature));
}

static void check_claims(struct arena *arena, const char *header, const char *claims)
{
    const char *text = forged(arena, header, claims);
    const struct token *token = verify(arena, text, strlen(text));
    check_parts(arena, text, strlen(text));
    if (!token)
        return;
    promise(strspn(token->sub, "0123456789") == strlen(token->sub) && *token->sub != '0' &&
                *token->sub,
            "the subject is an id", claims);
    promise(format_is_uuid(token->sid), "the session is a UUID", claims);
    promise(token->expires > NOW, "it has not expired", claims);
    promise(strstr(claims, "shop.example") || strchr(claims, '\\'), "it is ours", claims);
}

/* A line of claims for a good header, then a header for these claims; "KID" is the key's. */
void fuzz_token(struct arena *arena, const char *data, size_t size)
{
    check_parts(arena, data, size);
    promise(!verify(arena, data, size), "what nobody signed is refused", data);
    check_alterations(arena, data, size);
    const char *kid = keys_current(fuzz_keys())->id;
    const char *claims = fuzz_until(arena, &data, &size, '\n');
    char *header = fuzz_until(arena, &data, &size, '\n');
    char *mark = strstr(header, "KID");
    if (mark)
        header = arena_printf(arena, "%.*s%s%s", (int)(mark - header), header, kid, mark + 3);
    check_claims(arena, header, claims);
    check_claims(arena,
                 arena_printf(arena, "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}", kid),
                 claims);
}
