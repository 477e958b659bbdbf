/* Passwords: changed, forgotten, set anew. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_SESSIONS_PASSWORDS_H
#define ORDERD_API_SESSIONS_PASSWORDS_H

#include "gateway/route.h"

extern const struct schema password_in, forgot_in, reset_in, message_out;

handler password_change; /* asks for the old one; failures count as those of signing in */
handler reset_hash;      /* before the facts: the token of the link, hashed */
handler password_reset;  /* by a link: whatever was signed in is not any more */

#endif
