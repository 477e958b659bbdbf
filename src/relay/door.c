/* Only nginx reaches the socket, and says in headers whom orderd let in
 * (nginx/snippets/relay.conf). */
/* SPDX-License-Identifier: MIT */
#include "relay/door.h"

#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/metric_text.h"
#include "server/socket.h"

enum { HEADERS_MOST = 8 * 1024, LISTENER_MOST = 512, METRICS_BLOCK = 16 * 1024 };

struct door {
    struct evhttp *http;
    struct evhttp_bound_socket *socket;
    struct sockaddr_un address; /* of the file made here; without a path: systemd's */
    const struct audience *audience;
    door_guest *welcome;
    door_teller *tell;
    void *context;
};

static void give_headers(struct evhttp_request *request, const char *user)
{
    struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
    evhttp_add_header(headers, "Content-Type", "text/event-stream");
    evhttp_add_header(headers, "Cache-Control", "no-store");
    evhttp_add_header(headers, "X-Accel-Buffering", "no");
    evhttp_add_header(headers, "X-Orderd-User", user);
}

/* The next word, cut out of *text; NULL when there is none. */
static char *cut_word(char **text)
{
    char *word = strsep(text, " ");
    return word && *word ? word : NULL;
}

/* The words of event_listener (sql/queries/events); they lie in `words`. */
static struct caller read_caller(char *words)
{
    struct caller caller = {.user = cut_word(&words), .holder = cut_word(&words)};
    const char *expires = cut_word(&words);
    caller.expires = expires ? strtoll(expires, NULL, 10) : 0;
    caller.heard = words;
    return caller;
}

/* nginx has the words for these. */
static void refuse(struct evhttp_request *request, int status)
{
    evhttp_send_reply(request, status, NULL, NULL);
}

static void knock(struct evhttp_request *request, void *context)
{
    struct door *door = context;
    const struct evkeyvalq *headers = evhttp_request_get_input_headers(request);
    const char *said = evhttp_find_header(headers, "X-Orderd-Listener");
    char words[LISTENER_MOST] = "";
    if (said && strlen(said) < sizeof words)
        memcpy(words, said, strlen(said) + 1);
    struct caller caller = read_caller(words);
    int status = audience_room(door->audience, &caller);
    if (status != 200) {
        refuse(request, status);
        return;
    }
    give_headers(request, caller.user);
    if (evhttp_request_get_command(request) == EVHTTP_REQ_HEAD) {
        evhttp_send_reply(request, 200, "OK", NULL);
        return;
    }
    door->welcome(door->context, request, &caller, evhttp_find_header(headers, "Last-Event-ID"));
}

static int listening_socket(struct door *door, const struct conf *conf, char *why, size_t size)
{
    int fd = sockets_are_passed(getppid()) ? socket_passed("relay") : -1;
    return fd >= 0 ? fd : socket_listen(conf, "relay", &door->address, why, size);
}

struct door *door_open(struct event_base *base, const struct conf *conf,
                       const struct audience *audience, door_guest *welcome, void *context,
                       char *why, size_t size)
{
    struct door *door = calloc(1, sizeof *door);
    struct evhttp *http = evhttp_new(base);
    if (!door || !http)
        abort();
    *door =
        (struct door){.http = http, .audience = audience, .welcome = welcome, .context = context};
    evhttp_set_allowed_methods(http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
    evhttp_set_max_headers_size(http, HEADERS_MOST);
    evhttp_set_max_body_size(http, 0);
    evhttp_set_cb(http, "/events/stream", knock, door);
    int fd = listening_socket(door, conf, why, size);
    if (fd >= 0)
        door->socket = evhttp_accept_socket_with_handle(http, fd);
    if (door->socket)
        return door;
    door_free(door);
    return NULL;
}

static void on_metrics(struct evhttp_request *request, void *context)
{
    struct door *door = context;
    struct evbuffer *body = evbuffer_new();
    struct arena *arena = arena_new(METRICS_BLOCK);
    struct buf out = buf_new(arena);
    if (!body)
        abort();
    door->tell(door->context, &out);
    evbuffer_add(body, out.data, out.length);
    evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Type",
                      METRIC_MEDIA_TYPE);
    evhttp_send_reply(request, 200, "OK", body);
    evbuffer_free(body);
    arena_free(arena);
}

void door_tells(struct door *door, door_teller *tell)
{
    door->tell = tell;
    evhttp_set_cb(door->http, "/metrics", on_metrics, door);
}

void door_shut(struct door *door)
{
    if (door->socket)
        evhttp_del_accept_socket(door->http, door->socket);
    if (*door->address.sun_path)
        unlink(door->address.sun_path);
    door->socket = NULL;
    *door->address.sun_path = '\0';
}

void door_free(struct door *door)
{
    door_shut(door);
    evhttp_free(door->http);
    free(door);
}
