/* Which languages somebody reads, as their browser says. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_LANGUAGE_H
#define ORDERD_GATEWAY_LANGUAGE_H

#include "gateway/request.h"

/* The first words of Accept-Language ("de-CH" is "de"), the best first, each once, at most four,
 * separated by spaces; RFC 9110 section 12.5.4. NULL when it names none. In the arena. */
const char *request_languages(const struct request *r);

#endif
