/* Boot settings: a table of rows, filled from a file, then from the environment. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SETTING_CONF_H
#define ORDERD_SETTING_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;

struct conf {
    const char *database;         /* libpq connection string of the application's role */
    const char *replica_database; /* of a standby that answers lists and reports, or "" */
    const char *admin_database;   /* the owner's: orderctl's backup, restore and doctor */
    const char *socket_dir;       /* where the pools' sockets are made */
    const char *socket_group;     /* group that may connect (nginx's); "" keeps the process's own */
    const char *keys_dir;         /* signing keys and the secret key */
    const char *issuer;           /* `iss` of access tokens, also the site's public address */
    const char *audience;         /* `aud` of access tokens */
    const char *outside_issuer;   /* `iss` of an outside issuer that is trusted, or "" */
    const char *outside_audience; /* `aud` that its tokens must have */
    const char *outside_jwks;     /* its public keys: an absolute path, or a URL */
    const char *log_level;        /* debug, info, warn, error */
    int workers_api;
    int workers_auth;
    int workers_password;
    int workers_pay;
    int workers_slow;
    const char *payment_provider; /* of new payments: simulated or stripe */
    int payment_seconds;          /* how long a provider may take to answer */
    const char *stripe_url;
    const char *stripe_key_file; /* "" keeps stripe out of use, as does the next */
    const char *stripe_webhook_secret_file;
    const char *smtp_url;           /* "" writes mails to files */
    const char *smtp_tls;           /* required, or none */
    const char *smtp_ca_file;       /* "": the system's authorities */
    const char *smtp_user;          /* "" does not sign in */
    const char *smtp_password_file; /* of smtp_user */
    int smtp_seconds;               /* how long a server may take for one mail */
    const char *mail_from;          /* "Name <address>" or address; "": of the site's host */
    const char *mail_dir;           /* where mails are written without a server */
    const char *mail_templates;     /* folders, separated by colons */
    const char *webhook_allow;      /* refused ranges that webhooks may be in, "" for none */
    const char *webhook_plain_http; /* yes: webhooks may be called without TLS */
    const char *webhook_ca_file;    /* authorities of webhooks' certificates, "": the system's */
    int webhook_parallel;           /* requests under way to one webhook */
    int webhook_seconds;            /* how long a webhook may take to answer */
    int request_seconds;            /* from a request's first moment to its answer */
    int queue_ms;            /* how long a request of a pool that sheds may wait to be begun */
    int drain_seconds;       /* how long a stopping worker may finish its request */
    int streams_most;        /* listeners to live events of one relay */
    int streams_a_user;      /* of them, one user's */
    int stream_beat_seconds; /* between two signs of life to them */
};

enum conf_type { CONF_TEXT, CONF_INT };

/* One row a setting; the key in the file is `name`, in the environment ORDERD_<NAME>. */
struct conf_row {
    const char *name;
    enum conf_type type;
    size_t offset; /* in struct conf */
    const char *standard;
    int least, most;     /* bounds of a CONF_INT; a CONF_TEXT with least 1 can't be empty */
    const char *words;   /* what a CONF_TEXT may be, separated by spaces, or NULL */
    const char *meaning; /* one line for the commented file and the man page */
};

extern const struct conf_row conf_rows[];
extern const size_t conf_row_count;

/* Fills `conf` from the defaults, then `path` (NULL: none), then the environment. Values live
 * as long as the process. A missing file, an unknown key, an unknown ORDERD_ variable or a bad
 * value gives false and one clear line in `error`. File format: `name = value` lines, `#`
 * comments, blank lines; a value may stand in double quotes. */
bool conf_load(struct conf *conf, const char *path, char *error, size_t error_size)
    __attribute__((warn_unused_result));

/* The host of the site's public address (issuer), without a port; in the arena. */
char *conf_host(struct arena *arena, const struct conf *conf) __attribute__((warn_unused_result));

/* Puts every setting into the environment, from which conf_load takes it in a process that this
 * one becomes. */
void conf_export(const struct conf *conf);

/* Writes the commented configuration file with every row at its default. */
void conf_write_example(FILE *out);

#endif
