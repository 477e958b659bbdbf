/* The address is judged when the socket is opened, whatever name, number or cache it came from. No
 * proxy of the environment stands between, no redirect leads elsewhere. */
/* SPDX-License-Identifier: MIT */
#include "relay/webhook_call.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "identity/signing_secret.h"
#include "net/word.h"
#include "relay/count.h"
#include "relay/retry.h"
#include "relay/webhook_sign.h"

/* HEAD_MOST: bytes of an answer's head that are kept; BODY_MOST: of its body that are read. */
enum { FIRST_BLOCK = 4096, HEAD_MOST = 2048, BODY_MOST = 64 * 1024, READ_AT_ONCE = 4096 };
/* NAME_SECONDS: for how long the address that a name had is used for new connections. */
enum { AGE_MOST_SECONDS = 300, IDLE_MOST_SECONDS = 30, NAME_SECONDS = 5 };

struct call *call_new(const struct call_rules *rules)
{
    struct call *call = calloc(1, sizeof *call);
    if (!call)
        return NULL;
    call->arena = arena_new(FIRST_BLOCK);
    call->rules = rules;
    return call;
}

void call_free(struct call *call)
{
    curl_easy_cleanup(call->curl);
    curl_slist_free_all(call->headers);
    arena_free(call->arena);
    free(call);
}

static const char *kept(struct call *call, const char *text)
{
    return text ? arena_strdup(call->arena, text) : NULL;
}

void call_fill(struct call *call, const struct rows *rows, size_t row, const char *token)
{
    arena_reset(call->arena);
    call->id = rows_int(rows, row, "id");
    call->webhook_id = rows_int(rows, row, "webhook_id");
    call->token = kept(call, token);
    call->event = kept(call, rows_text(rows, row, "event"));
    call->message_id = kept(call, rows_text(rows, row, "message_id"));
    call->url = kept(call, rows_text(rows, row, "url"));
    call->body = kept(call, rows_text(rows, row, "body"));
    call->trace = kept(call, rows_text(rows, row, "trace"));
    call->sealed = kept(call, rows_text(rows, row, "sealed"));
    call->previous_sealed = kept(call, rows_text(rows, row, "previous_sealed"));
    call->attempts = (int)rows_int(rows, row, "attempts");
    call->plain_signature = rows_true(rows, row, "plain_signature");
    call->refused = NULL;
    call->received = 0;
    call->asked_ms = -1;
    call->request_head = buf_new(call->arena);
    call->response_head = buf_new(call->arena);
}

/* ---- what curl asks on the way ---- */

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct call *call = context;
    (void)purpose;
    call->refused = address_refusal(&address->addr, &call->rules->allowed);
    if (call->refused)
        return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* No byte that is not plain text gets into the log. */
static void keep_line(struct buf *head, const char *line, size_t length)
{
    for (size_t i = 0; i < length && head->length < HEAD_MOST; i++) {
        unsigned char c = (unsigned char)line[i];
        if (c == '\r')
            continue;
        bool plain = c == '\n' || (c >= ' ' && c < 0x7f);
        buf_add(head, plain ? line + i : "?", 1);
    }
}

/* A line of a head; a later head (after 100 Continue) takes the place of an earlier one. */
static size_t take_header(char *line, size_t size, size_t count, void *context)
{
    static const char name[] = "retry-after:";
    struct call *call = context;
    size_t length = size * count, skip = sizeof name - 1;
    if (length > 5 && strncmp(line, "HTTP/", 5) == 0) {
        call->response_head.length = 0;
        call->asked_ms = -1;
    }
    keep_line(&call->response_head, line, length);
    if (length > skip && strncasecmp(line, name, skip) == 0)
        call->asked_ms =
            retry_asked(arena_strndup(call->arena, line + skip, length - skip), time(NULL));
    return length;
}

/* Fewer bytes taken than given end the transfer: what the status says is known by then. */
static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct call *call = context;
    (void)bytes;
    call->received += size * count;
    return call->received > BODY_MOST ? 0 : size * count;
}

/* ---- what is sent ---- */

static bool add_header(struct call *call, const char *name, const char *value)
{
    const char *line = arena_printf(call->arena, "%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(call->headers, line);
    if (!longer)
        return false;
    call->headers = longer;
    buf_printf(&call->request_head, "%s\n", line);
    return true;
}

static bool add_plain_headers(struct call *call, const uint8_t *secret, const uint8_t *previous)
{
    const char *now =
        webhook_plain_signature(call->arena, signing_secret_text(call->arena, secret), call->body);
    bool added = add_header(call, "x-webhook-event", call->event) &&
                 add_header(call, "x-webhook-signature", now);
    if (!added || !previous)
        return added;
    return add_header(call, "x-webhook-signature-previous",
                      webhook_plain_signature(
                          call->arena, signing_secret_text(call->arena, previous), call->body));
}

static bool add_signatures(struct call *call, const uint8_t *secret, const uint8_t *previous)
{
    time_t now = time(NULL);
    struct signing_key key = {secret, SIGNING_SECRET_BYTES};
    struct signing_key before = {previous, SIGNING_SECRET_BYTES};
    return add_header(call, "webhook-id", call->message_id) &&
           add_header(call, "webhook-timestamp",
                      arena_printf(call->arena, "%" PRId64, (int64_t)now)) &&
           add_header(
               call, "webhook-signature",
               webhook_signature(call->arena, key, before, call->message_id, now, call->body)) &&
           (!call->plain_signature || add_plain_headers(call, secret, previous));
}

static bool sign(struct call *call)
{
    uint8_t secret[SIGNING_SECRET_BYTES], previous[SIGNING_SECRET_BYTES];
    const char *id = arena_printf(call->arena, "%" PRId64, call->webhook_id);
    bool opens = signing_secret_open(secret, call->rules->keys, id, call->sealed);
    bool two = opens && call->previous_sealed &&
               signing_secret_open(previous, call->rules->keys, id, call->previous_sealed);
    opens = opens && add_signatures(call, secret, two ? previous : NULL);
    explicit_bzero(secret, sizeof secret);
    explicit_bzero(previous, sizeof previous);
    return opens;
}

static bool write_headers(struct call *call)
{
    curl_slist_free_all(call->headers);
    call->headers = NULL;
    call->request_head.length = 0;
    buf_printf(&call->request_head, "POST %.*s\n", (int)strcspn(call->url, "?"), call->url);
    bool fine = add_header(call, "content-type", "application/json") &&
                add_header(call, "user-agent", "orderd/" PACKAGE_VERSION) &&
                (!call->trace || add_header(call, "traceparent", call->trace)) && sign(call);
    struct curl_slist *longer = curl_slist_append(call->headers, "expect:");
    call->headers = longer ? longer : call->headers;
    return fine && longer;
}

/* What is the same for every use of the handle. */
static void set_up(struct call *call)
{
    const struct conf *conf = call->rules->conf;
    bool plain = strcmp(conf->webhook_plain_http, "yes") == 0;
    CURL *curl = call->curl;
    curl_easy_setopt(curl, CURLOPT_PRIVATE, call);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, plain ? "http,https" : "https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)conf->webhook_seconds);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)conf->webhook_seconds);
    curl_easy_setopt(curl, CURLOPT_DNS_CACHE_TIMEOUT, (long)NAME_SECONDS);
    curl_easy_setopt(curl, CURLOPT_MAXAGE_CONN, (long)IDLE_MOST_SECONDS);
    curl_easy_setopt(curl, CURLOPT_MAXLIFETIME_CONN, (long)AGE_MOST_SECONDS);
    curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, (long)READ_AT_ONCE);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, call);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, call);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, call);
    if (*conf->webhook_ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, conf->webhook_ca_file);
}

bool call_begin(struct call *call)
{
    if (!call->curl) {
        call->curl = curl_easy_init();
        if (!call->curl)
            return false;
        set_up(call);
    }
    if (!write_headers(call))
        return false;
    call->begun_ms = clock_ms();
    curl_easy_setopt(call->curl, CURLOPT_URL, call->url);
    curl_easy_setopt(call->curl, CURLOPT_HTTPHEADER, call->headers);
    curl_easy_setopt(call->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(call->body));
    curl_easy_setopt(call->curl, CURLOPT_POSTFIELDS, call->body);
    return true;
}

/* ---- what came of it ---- */

static const char *word_of_status(long status)
{
    if (status == 410)
        return "gone";
    if (status >= 500)
        return "server_error";
    return status >= 400 ? "client_error" : "redirect_not_followed";
}

static const char *word_of_code(const struct call *call, CURLcode code)
{
    if (call->refused)
        return arena_printf(call->arena, "refused_address_%s", call->refused);
    if (code == CURLE_SSL_CACERT_BADFILE)
        return "no_authorities";
    return code == CURLE_UNSUPPORTED_PROTOCOL ? "http_not_allowed" : net_word(code);
}

/* 0: none. One whose body was too long, or broke off, has said what it had to say. */
static long status_of(struct call *call, CURLcode code)
{
    long status = 0;
    bool said = code == CURLE_OK || code == CURLE_WRITE_ERROR || code == CURLE_PARTIAL_FILE;
    if (said)
        curl_easy_getinfo(call->curl, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

static void write_name(const struct call *call, const char *outcome, struct json_writer *w)
{
    count_delivery(outcome);
    json_open(w, NULL, '{');
    json_int(w, "id", call->id);
    json_text(w, "token", call->token);
    json_text(w, "outcome", outcome);
}

static void write_failure(const struct call *call, const char *reason, struct json_writer *w)
{
    int64_t wait = retry_wait_ms(call->attempts + 1, call->asked_ms, retry_chance());
    write_name(call, wait < 0 ? "dead" : "retry", w);
    json_text(w, "reason", reason);
    if (wait >= 0)
        json_int(w, "wait_ms", wait);
}

static void write_log(const struct call *call, long status, struct json_writer *w)
{
    json_int(w, "took_ms", clock_ms() - call->begun_ms);
    json_text(w, "request_head", call->request_head.data);
    if (!status)
        return;
    json_int(w, "status", status);
    json_text(w, "response_head", call->response_head.data);
}

bool call_write_result(struct call *call, CURLcode code, struct json_writer *w)
{
    long status = status_of(call, code);
    bool done = status >= 200 && status < 300;
    call->response_head.data[call->response_head.length] = '\0';
    if (done)
        write_name(call, "done", w);
    else
        write_failure(call, status ? word_of_status(status) : word_of_code(call, code), w);
    write_log(call, status, w);
    json_close(w, '}');
    return !done &&
           (status < 400 || status >= 500 || status == 408 || status == 410 || status == 429);
}

void call_write_back(const struct call *call, struct json_writer *w)
{
    write_name(call, "back", w);
    json_close(w, '}');
}

void call_write_unsigned(const struct call *call, struct json_writer *w)
{
    write_failure(call, "secret_unreadable", w);
    json_close(w, '}');
}
