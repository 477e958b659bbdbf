/* One's own address: changed with the password, confirmed by a link. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_SESSIONS_EMAILS_H
#define ORDERD_API_SESSIONS_EMAILS_H

#include "gateway/route.h"

extern const struct schema email_in, email_confirm_in;

handler email_ask;     /* asks for the password; failures count as those of signing in */
handler email_token;   /* before the facts: the token of the link, hashed */
handler email_confirm; /* whoever holds the link */

#endif
