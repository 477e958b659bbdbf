/* API keys: programs that act for a user. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_SESSIONS_API_KEYS_H
#define ORDERD_API_SESSIONS_API_KEYS_H

#include "gateway/list.h"
#include "gateway/route.h"

extern const struct schema api_key_in, api_key_out, api_key_made_out, api_key_query;
extern const struct list api_keys_list;

handler api_key_create; /* makes the key, and shows it this once */

#endif
