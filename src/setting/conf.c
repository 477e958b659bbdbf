/* The boot settings' rows, and the one reader of them. */
/* SPDX-License-Identifier: MIT */
#include "setting/conf.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/words.h"
#include "net/fetch.h"

#ifndef ORDERD_MAIL_TEMPLATES
#define ORDERD_MAIL_TEMPLATES "/etc/orderd/mail:/usr/share/orderd/mail"
#endif

#define AT(member) offsetof(struct conf, member)

/* clang-format off */
const struct conf_row conf_rows[] = {
    {"database", CONF_TEXT, AT(database), "dbname=orderd user=orderd_app", 1, 0, NULL,
     "libpq connection string of the workers"},
    {"replica_database", CONF_TEXT, AT(replica_database), "", 0, 0, NULL,
     "libpq connection string of a standby that answers lists, reports and exports as long as it has "
     "all that was acknowledged before; empty: the database does"},
    {"admin_database", CONF_TEXT, AT(admin_database), "dbname=orderd user=orderd_owner", 1, 0, NULL,
     "libpq connection string, as the owner, of orderctl's backup, restore and doctor"},
    {"socket_dir", CONF_TEXT, AT(socket_dir), "/run/orderd", 1, 0, NULL,
     "directory of the FastCGI sockets, one a pool: api.sock and so on"},
    {"socket_group", CONF_TEXT, AT(socket_group), "", 0, 0, NULL,
     "group that may connect to the sockets: the web server's; empty keeps orderd's own"},
    {"keys_dir", CONF_TEXT, AT(keys_dir), "/var/lib/orderd/keys", 1, 0, NULL,
     "directory of the signing keys and the secret key"},
    {"issuer", CONF_TEXT, AT(issuer), "https://localhost:8443", 1, 0, NULL,
     "public address of the site; also the issuer of access tokens"},
    {"audience", CONF_TEXT, AT(audience), "orderd", 1, 0, NULL,
     "audience of access tokens"},
    {"outside_issuer", CONF_TEXT, AT(outside_issuer), "", 0, 0, NULL,
     "an outside issuer whose access tokens are taken, as their claim iss has it; empty: none. "
     "Unknown users get a customer account, also when registration is closed"},
    {"outside_audience", CONF_TEXT, AT(outside_audience), "", 0, 0, NULL,
     "audience that the outside issuer's tokens must have"},
    {"outside_jwks", CONF_TEXT, AT(outside_jwks), "", 0, 0, NULL,
     "the outside issuer's public keys, a JWK set: a file's absolute path, or an https URL"},
    {"log_level", CONF_TEXT, AT(log_level), "info", 1, 0, "debug info warn error",
     "least level of the lines logged"},
    {"workers_api", CONF_INT, AT(workers_api), "8", 1, 256, NULL,
     "workers that serve orders, products and everything ordinary"},
    {"workers_auth", CONF_INT, AT(workers_auth), "2", 1, 256, NULL,
     "workers that sign people in, and do nothing else; each hashes passwords in 64 MiB"},
    {"workers_password", CONF_INT, AT(workers_password), "1", 1, 256, NULL,
     "workers that make and change passwords, in 64 MiB each"},
    {"workers_pay", CONF_INT, AT(workers_pay), "4", 1, 256, NULL,
     "workers for what may wait for the payment provider: payments, refunds, cancels, returns; one "
     "user, so also the shop's own program, has all but one of them at most"},
    {"workers_slow", CONF_INT, AT(workers_slow), "2", 1, 256, NULL,
     "workers for what reads or writes much: imports, exports, reports, bulk orders"},
    {"payment_provider", CONF_TEXT, AT(payment_provider), "simulated", 1, 0, "simulated stripe",
     "who moves the money; simulated moves none and decides by token: tok_ok, tok_declined, tok_timeout"},
    {"payment_seconds", CONF_INT, AT(payment_seconds), "10", 1, 25, NULL,
     "how long a payment provider may take to answer; what it leaves open is settled later"},
    {"stripe_url", CONF_TEXT, AT(stripe_url), "https://api.stripe.com", 1, 0, NULL,
     "address of Stripe's API: https, or http on this machine"},
    {"stripe_key_file", CONF_TEXT, AT(stripe_key_file), "", 0, 0, NULL,
     "file of Stripe's secret key, one line; read when it is needed"},
    {"stripe_webhook_secret_file", CONF_TEXT, AT(stripe_webhook_secret_file), "", 0, 0, NULL,
     "file of the secret that signs Stripe's webhooks to /payments/stripe/webhook, one line"},
    {"smtp_url", CONF_TEXT, AT(smtp_url), "", 0, 0, NULL,
     "the server that takes mails: smtp://mail.example.com:587 (STARTTLS) or "
     "smtps://mail.example.com (TLS from the start); empty: they are written to mail_dir"},
    {"smtp_tls", CONF_TEXT, AT(smtp_tls), "required", 1, 0, "required none",
     "whether mails leave without TLS when the server has none; none only for a server on this "
     "machine"},
    {"smtp_ca_file", CONF_TEXT, AT(smtp_ca_file), "", 0, 0, NULL,
     "file of the authorities whose certificate the server may have; empty: the system's"},
    {"smtp_user", CONF_TEXT, AT(smtp_user), "", 0, 0, NULL,
     "who signs in at the server; empty: nobody"},
    {"smtp_password_file", CONF_TEXT, AT(smtp_password_file), "", 0, 0, NULL,
     "file of that user's password, one line; read when it is needed"},
    {"smtp_seconds", CONF_INT, AT(smtp_seconds), "60", 1, 600, NULL,
     "how long the server may take for one mail"},
    {"mail_from", CONF_TEXT, AT(mail_from), "", 0, 0, NULL,
     "who mails are from: \"Example Shop <orders@example.com>\"; empty: no-reply@ the issuer's host"},
    {"mail_dir", CONF_TEXT, AT(mail_dir), "/var/lib/orderd/mail", 1, 0, NULL,
     "folder of the mails, as .eml files, while there is no smtp_url; they hold links that let in"},
    {"mail_templates", CONF_TEXT, AT(mail_templates), ORDERD_MAIL_TEMPLATES, 1, 0, NULL,
     "folders of the mails' templates, separated by colons; the first that has a file gives it"},
    {"webhook_allow", CONF_TEXT, AT(webhook_allow), "", 0, 0, NULL,
     "ranges, separated by spaces (10.1.0.0/16 fd00::/8), in which webhooks may be though they are "
     "not on the public internet; all other private, local and reserved addresses are refused"},
    {"webhook_plain_http", CONF_TEXT, AT(webhook_plain_http), "no", 1, 0, "no yes",
     "whether webhooks may have http addresses, which anybody on the way can read"},
    {"webhook_ca_file", CONF_TEXT, AT(webhook_ca_file), "", 0, 0, NULL,
     "file of the authorities that webhooks' certificates must be of; empty: those of the system"},
    {"webhook_parallel", CONF_INT, AT(webhook_parallel), "16", 1, 64, NULL,
     "requests that may be under way to one webhook"},
    {"webhook_seconds", CONF_INT, AT(webhook_seconds), "15", 1, 60, NULL,
     "how long a webhook may take to answer"},
    {"request_seconds", CONF_INT, AT(request_seconds), "30", 1, 55, NULL,
     "how long a request may take from its first moment at nginx, which waits 60: what it asked of "
     "the database is undone after that. Imports and exports may take longer"},
    {"queue_ms", CONF_INT, AT(queue_ms), "1000", 100, 55000, NULL,
     "an ordinary request that waited longer than this for a worker, in milliseconds, is refused: "
     "when more is asked than can be done, what is done is done soon"},
    {"drain_seconds", CONF_INT, AT(drain_seconds), "30", 1, 50, NULL,
     "how long a stopping worker may finish its request; less than systemd's TimeoutStopSec"},
    {"streams_most", CONF_INT, AT(streams_most), "2000", 1, 20000, NULL,
     "how many may listen to live events of one relay, which takes at most 128 KiB for each"},
    {"streams_a_user", CONF_INT, AT(streams_a_user), "20", 1, 20000, NULL,
     "of them, how many may be one user's"},
    {"stream_beat_seconds", CONF_INT, AT(stream_beat_seconds), "15", 1, 25, NULL,
     "how often, in seconds, who listens is sent a sign of life, and is looked at: a session that "
     "ended or a role that changed ends the stream. Who takes nothing for two of them is cut off"},
};
/* clang-format on */

const size_t conf_row_count = sizeof(conf_rows) / sizeof(conf_rows[0]);

enum { NAME_MOST = 64 };

static const char prefix[] = "ORDERD_";
static const char tests_prefix[] = "ORDERD_TEST_";

/* The one line that tells what is wrong, and where: `place` is a file's line or the environment. */
struct complaint {
    char *text;
    size_t size;
    const char *place;
};

static __attribute__((format(printf, 2, 3))) bool complain(const struct complaint *complaint,
                                                           const char *format, ...)
{
    int start = snprintf(complaint->text, complaint->size, "%s: ", complaint->place);
    if (start < 0 || (size_t)start >= complaint->size)
        return false;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(complaint->text + start, complaint->size - (size_t)start, format, arguments);
    va_end(arguments);
    return false;
}

/* Values live as long as the process. */
static const char *kept(const char *text)
{
    static struct arena *arena;
    if (!arena)
        arena = arena_new(4096);
    return arena_strdup(arena, text);
}

static const struct conf_row *row_named(const char *name)
{
    for (size_t i = 0; i < conf_row_count; i++)
        if (strcmp(conf_rows[i].name, name) == 0)
            return &conf_rows[i];
    return NULL;
}

static bool set_int(struct conf *conf, const struct conf_row *row, const char *text,
                    const struct complaint *complaint)
{
    char *end;
    long number = strtol(text, &end, 10);
    bool digits = (isdigit((unsigned char)*text) || *text == '-') && *end == '\0' && end != text;
    if (!digits || number < row->least || number > row->most)
        return complain(complaint, "%s must be a whole number from %d to %d", row->name, row->least,
                        row->most);
    *(int *)(void *)((char *)conf + row->offset) = (int)number;
    return true;
}

static bool set_text(struct conf *conf, const struct conf_row *row, const char *text,
                     const struct complaint *complaint)
{
    if (row->least > 0 && *text == '\0')
        return complain(complaint, "%s must not be empty", row->name);
    if (row->words && !words_have(row->words, text))
        return complain(complaint, "%s must be one of: %s", row->name, row->words);
    *(const char **)(void *)((char *)conf + row->offset) = kept(text);
    return true;
}

static bool set(struct conf *conf, const struct conf_row *row, const char *text,
                const struct complaint *complaint)
{
    return row->type == CONF_INT ? set_int(conf, row, text, complaint)
                                 : set_text(conf, row, text, complaint);
}

static bool load_defaults(struct conf *conf, struct complaint *complaint)
{
    complaint->place = "defaults";
    for (size_t i = 0; i < conf_row_count; i++)
        if (!set(conf, &conf_rows[i], conf_rows[i].standard, complaint))
            return false;
    return true;
}

/* ---- the file ---- */

static char *trimmed(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    char *end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1]))
        end--;
    *end = '\0';
    return text;
}

/* The value without its double quotes; NULL when only one of them stands. */
static char *unquoted(char *value)
{
    size_t length = strlen(value);
    if (*value != '"')
        return value;
    if (length < 2 || value[length - 1] != '"')
        return NULL;
    value[length - 1] = '\0';
    return value + 1;
}

static bool load_line(struct conf *conf, char *line, bool *seen, const struct complaint *complaint)
{
    line = trimmed(line);
    if (*line == '\0' || *line == '#')
        return true;
    char *equals = strchr(line, '=');
    if (!equals)
        return complain(complaint, "expected \"name = value\"");
    *equals = '\0';
    const char *name = trimmed(line);
    const char *value = unquoted(trimmed(equals + 1));
    const struct conf_row *row = row_named(name);
    if (!row)
        return complain(complaint, "unknown setting \"%.64s\"", name);
    if (seen[row - conf_rows])
        return complain(complaint, "%s is set twice", row->name);
    seen[row - conf_rows] = true;
    if (!value)
        return complain(complaint, "%s lacks its closing quote", row->name);
    return set(conf, row, value, complaint);
}

static bool load_lines(struct conf *conf, FILE *file, const char *path, struct complaint *complaint)
{
    bool seen[sizeof(conf_rows) / sizeof(conf_rows[0])] = {false};
    char place[512];
    char *line = NULL;
    size_t size = 0;
    bool fine = true;
    complaint->place = place;
    for (int number = 1; fine && getline(&line, &size, file) >= 0; number++) {
        snprintf(place, sizeof(place), "%s:%d", path, number);
        fine = load_line(conf, line, seen, complaint);
    }
    free(line);
    complaint->place = path;
    if (fine && ferror(file))
        return complain(complaint, "%s", strerror(errno));
    return fine;
}

static bool load_file(struct conf *conf, const char *path, struct complaint *complaint)
{
    if (!path)
        return true;
    complaint->place = path;
    FILE *file = fopen(path, "re");
    if (!file)
        return complain(complaint, "%s", strerror(errno));
    bool fine = load_lines(conf, file, path, complaint);
    fclose(file);
    return fine;
}

/* ---- the environment ---- */

/* "ORDERD_SOCKET_DIR=/run/x" → row and value. */
static bool load_variable(struct conf *conf, const char *variable,
                          const struct complaint *complaint)
{
    char name[NAME_MOST];
    const char *start = variable + strlen(prefix);
    size_t length = strcspn(start, "=");
    if (length >= sizeof(name) || start[length] != '=')
        return complain(complaint, "unknown setting %s%.64s", prefix, start);
    for (size_t i = 0; i < length; i++)
        name[i] = (char)tolower((unsigned char)start[i]);
    name[length] = '\0';
    const struct conf_row *row = row_named(name);
    if (!row)
        return complain(complaint, "unknown setting %s%.*s", prefix, (int)length, start);
    return set(conf, row, start + length + 1, complaint);
}

static bool load_environment(struct conf *conf, struct complaint *complaint)
{
    complaint->place = "environment";
    for (char **variable = environ; *variable; variable++) {
        if (strncmp(*variable, prefix, strlen(prefix)) != 0)
            continue;
        if (strncmp(*variable, tests_prefix, strlen(tests_prefix)) == 0)
            continue;
        if (!load_variable(conf, *variable, complaint))
            return false;
    }
    return true;
}

/* ---- settings that need each other ---- */

static bool is_here(const char *url)
{
    static const char *const hosts[] = {"127.0.0.1", "localhost", "[::1]"};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        size_t length = strlen(hosts[i]);
        if (strncmp(url, hosts[i], length) == 0 && (url[length] == ':' || url[length] == '\0'))
            return true;
    }
    return false;
}

static bool mail_fits(const struct conf *conf, const struct complaint *complaint)
{
    const char *host = strstr(conf->smtp_url, "://");
    bool smtp = strncmp(conf->smtp_url, "smtp://", 7) == 0;
    if (*conf->mail_from && !strchr(conf->mail_from, '@'))
        return complain(complaint, "mail_from must be an address, or \"Name <address>\"");
    if (!*conf->smtp_url)
        return true;
    if (!host || strchr(host, '@') || (!smtp && strncmp(conf->smtp_url, "smtps://", 8) != 0))
        return complain(complaint, "smtp_url must be smtp:// or smtps://, host and port");
    if (strcmp(conf->smtp_tls, "none") == 0 && !is_here(host + 3))
        return complain(complaint, "smtp_tls = none is for a server on this machine");
    if (*conf->smtp_user && !*conf->smtp_password_file)
        return complain(complaint, "smtp_user needs smtp_password_file");
    return true;
}

static bool outside_fits(const struct conf *conf, const struct complaint *complaint)
{
    if (!*conf->outside_issuer)
        return true;
    if (!*conf->outside_audience || !*conf->outside_jwks)
        return complain(complaint, "outside_issuer needs outside_audience and outside_jwks");
    if (strcmp(conf->outside_issuer, conf->issuer) == 0)
        return complain(complaint, "outside_issuer must not be issuer, which is orderd itself");
    if (*conf->outside_jwks != '/' && !fetch_is_safe(conf->outside_jwks))
        return complain(complaint, "outside_jwks must be an absolute path or an https URL");
    return true;
}

static bool fit_together(const struct conf *conf, struct complaint *complaint)
{
    complaint->place = "settings";
    return outside_fits(conf, complaint) && mail_fits(conf, complaint);
}

bool conf_load(struct conf *conf, const char *path, char *error, size_t error_size)
{
    struct complaint complaint = {.text = error, .size = error_size};
    return load_defaults(conf, &complaint) && load_file(conf, path, &complaint) &&
           load_environment(conf, &complaint) && fit_together(conf, &complaint);
}

void conf_export(const struct conf *conf)
{
    for (size_t i = 0; i < conf_row_count; i++) {
        const struct conf_row *row = &conf_rows[i];
        const void *value = (const char *)conf + row->offset;
        char name[NAME_MOST], number[16];
        int length = snprintf(name, sizeof(name), "%s%s", prefix, row->name);
        for (int c = 0; c < length; c++)
            name[c] = (char)toupper((unsigned char)name[c]);
        snprintf(number, sizeof(number), "%d", row->type == CONF_INT ? *(const int *)value : 0);
        setenv(name, row->type == CONF_INT ? number : *(const char *const *)value, 1);
    }
}

char *conf_host(struct arena *arena, const struct conf *conf)
{
    const char *host = strstr(conf->issuer, "://");
    host = host ? host + 3 : conf->issuer;
    return arena_strndup(arena, host, strcspn(host, ":/?#"));
}

/* A default that a line without quotes would lose or cut. */
static bool needs_quotes(const char *text)
{
    return *text == '\0' || strchr(text, ' ');
}

void conf_write_example(FILE *out)
{
    fputs(
        "# Boot settings of orderd. Each line shows a default; take away its \"#\" to change it.\n"
        "# A setting may also come from the environment, as ORDERD_ and its name in capitals.\n",
        out);
    for (size_t i = 0; i < conf_row_count; i++) {
        const struct conf_row *row = &conf_rows[i];
        const char *quote = needs_quotes(row->standard) ? "\"" : "";
        fprintf(out, "\n# %s", row->meaning);
        if (row->type == CONF_INT)
            fprintf(out, " (%d to %d)", row->least, row->most);
        if (row->words)
            fprintf(out, " (one of: %s)", row->words);
        fprintf(out, "\n#%s = %s%s%s\n", row->name, quote, row->standard, quote);
    }
}
