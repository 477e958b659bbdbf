/* What libcurl met, in one word for logs and people. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_NET_WORD_H
#define ORDERD_NET_WORD_H

#include <curl/curl.h>

/* Of a transfer over HTTP that failed: "timeout", "unknown_host" …; a constant. */
const char *net_word(CURLcode code);

#endif
