/* The stream itself is the relay's, so that no worker is held by who listens. */
/* SPDX-License-Identifier: MIT */
#include "api/events/events.h"

/* nginx hands it on, and nobody else sees it (ask.conf, relay.conf). */
enum error event_listen(struct request *r)
{
    const struct rows *listener = request_fact(r, Q_EVENT_LISTENER);
    request_header(r, "X-Orderd-Listener", rows_text(listener, 0, "listener"));
    r->reply.status = 204;
    r->replied = true;
    return E_OK;
}
