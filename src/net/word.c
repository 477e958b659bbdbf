/* One word for all who ask others. */
/* SPDX-License-Identifier: MIT */
#include "net/word.h"

const char *net_word(CURLcode code)
{
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        return "timeout";
    case CURLE_COULDNT_RESOLVE_HOST:
        return "unknown_host";
    case CURLE_COULDNT_CONNECT:
        return "connection_refused";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
        return "tls_failed";
    case CURLE_WRITE_ERROR:
        return "reply_too_large";
    default:
        return "connection_lost";
    }
}
