/* Addresses of others, as people type them. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_NET_URL_H
#define ORDERD_NET_URL_H

#include <stdbool.h>

/* What is wrong with the address of a webhook, as a part of a sentence; NULL: nothing. It is an
 * https URL (RFC 3986), or http where `plain` allows it, with a host, without user or fragment.
 * Where the host leads is judged when it is called (relay/address.h). */
const char *url_flaw(const char *url, bool plain);

#endif
