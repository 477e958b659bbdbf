/* A mail as it goes over the wire: RFC 5322 headers, RFC 2045 body, every line within 76 characters
 * whatever it is made of. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_MAIL_MIME_H
#define ORDERD_MAIL_MIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct mime_address {
    const char *name; /* for people, UTF-8; NULL or "": none */
    const char *address;
};

struct mime {
    struct mime_address from, to;
    const char *subject;  /* UTF-8; what is no character becomes a space */
    const char *id;       /* of the Message-ID, "left@right" */
    const char *language; /* RFC 5646: "de" */
    int64_t seconds;      /* the Date, since 1970 */
    const char *text;     /* UTF-8 with any line ends */
    const char *html;     /* the same for who sees HTML */
};

/* Whether it can stand in SMTP and in a header as it is: local part and domain of RFC 5321's atoms,
 * or of RFC 6531's characters. No line end, no blank, nothing that would have to be quoted. */
bool mime_address_fits(const char *address) __attribute__((warn_unused_result));

/* Whether its local part needs a server with SMTPUTF8 (RFC 6531). */
bool mime_address_is_international(const char *address);

/* The whole message with CRLF. False, and nothing written, when an address does not fit. */
bool mime_write(struct buf *out, const struct mime *mail) __attribute__((warn_unused_result));

#endif
