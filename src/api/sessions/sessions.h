/* Sessions: signing in, staying in, going out. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_SESSIONS_SESSIONS_H
#define ORDERD_API_SESSIONS_SESSIONS_H

#include "gateway/route.h"

extern const struct schema login_in, login_out, refresh_in, logout_out;
extern const struct schema validate_out, session_out;

handler session_login; /* checks the password and begins a session */
handler
    session_refresh_token; /* before the facts: the token from body or cookie, and its successors */
handler session_refresh;   /* gives the token's successor; late reuse ends the family */
handler session_logout;    /* ends the asker's session and clears the cookie */
handler jwks_show;         /* the public keys */

#endif
