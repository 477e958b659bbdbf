/* What a body, a query string or a reply may hold: a noun's table of fields, a schema for each use
 * of it, and one function that checks. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_JSON_SCHEMA_H
#define ORDERD_JSON_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "json/read.h"

enum field_type {
    F_TEXT,     /* string of one line, 255 characters unless bounded: no control and no invisible
                   characters, which only secrets may have. All but secrets are taken in their
                   normal form (base/normal.h) */
    F_LINES,    /* the same with tabs, line feeds and invisible characters; 4,000 characters unless
                   bounded */
    F_SEARCH,   /* the same as F_TEXT, at most 100 characters, one of them a letter or digit: what
                   an index can find; what is invisible goes */
    F_LETTERS,  /* letters of ASCII alone: codes of languages and currencies */
    F_EMAIL,    /* an address as HTML's input type=email takes it, or of letters of any
                   script, at most 254 characters */
    F_PASSWORD, /* string, 8 to 128 characters, taken as it is; common ones are refused */
    F_USERNAME, /* one line of 3 to 50 characters that is no e-mail address and no reserved word */
    F_INT,      /* integer; a decimal string is taken too, as for every number */
    F_ID,       /* integer from 1 to 2^63 - 1 */
    F_MONEY,    /* decimal with at most two places, within ±9,999,999,999.99 */
    F_DECIMAL,  /* decimal with at most three places (weights) */
    F_RATE,     /* decimal with at most six places */
    F_BOOL,     /* true or false; a string of them in a query */
    F_DATE,     /* RFC 3339 full-date */
    F_TIME,     /* RFC 3339 date-time, or a date */
    F_ENUM,     /* one of `words`, ignoring case; stored as the table spells it */
    F_WORDS,    /* of a query: some of `words` by comma, or with a ! before each all but these;
                   stored as an array of PostgreSQL of those that are meant */
    F_NAMES,    /* some of `words` by comma, in the order that is wanted; stored by spaces */
    F_UUID,
    F_OBJECT,  /* an object that fits `of` */
    F_ARRAY,   /* a list of objects that fit `of`, least to most of them; without `of`, of texts as
                  F_TEXT takes them */
    F_IDS,     /* of a body itself: a list of ids, stored as an array of PostgreSQL */
    F_ADDRESS, /* an object that fits `of`, or one string of up to 500 characters */
    F_JSON,    /* any JSON: replies only */
};

/* What a row of a noun's table is for. Each use of the table is a schema, which has its rows. */
enum use {
    IN = 1,       /* sent to make one, or to do something */
    CHANGE = 2,   /* sent to change one: what is absent stays */
    IMPORT = 4,   /* a line of a file */
    QUERY = 8,    /* what a list is narrowed down by */
    OUT = 16,     /* answered */
    USE_OWN = 32, /* the first of a table's own: USE_OWN, USE_OWN << 1, … */
    ALWAYS = ~0
};

struct word {
    const char *name;  /* accepted */
    const char *value; /* stored */
};

struct schema;

/* A field, or what it is in some of its uses: a name may have several rows, each for its own. */
struct field {
    const char *name;
    enum field_type type;
    unsigned uses;     /* the schemas that have it; 0: all of the table */
    unsigned required; /* uses in which it must be sent */
    unsigned
        nullable;  /* uses in which null is a value (it clears the column); else it is refused */
    bool secret;   /* never echoed in an error, marked writeOnly in the document */
    bool optional; /* of a reply: may be missing there */
    int64_t least, most;      /* texts: characters; F_INT: value; F_MONEY: cents; F_DECIMAL:
                                 thousandths; F_RATE: millionths; F_ARRAY: items. Both 0: the
                                 type's own bounds; most under least: no upper but the type's */
    const struct schema *of;  /* F_OBJECT, F_ARRAY, F_ADDRESS */
    const struct word *words; /* F_ENUM, F_WORDS; ended by a NULL name */
    const char *standard;     /* value when absent, or NULL */
    const char *aliases;      /* other accepted names, separated by spaces, or NULL */
    const char *meaning;      /* one line for the document */
    const char *example;      /* JSON text for the document, or NULL */
};

struct schema {
    const char *name;           /* in the OpenAPI document: "ProductIn" */
    const struct field *fields; /* the table, ended by a NULL name */
    enum use use;               /* whose rows it has; 0: of a table with one use */
    bool versioned;             /* has an ETag, though its version is none of the fields */
    const char *one_of; /* names of which exactly one must be sent, separated by spaces, or NULL */
    bool open;          /* others' messages: fields it does not name are let through unread */
};

/* Its fields in order; NULL behind the last. */
const struct field *schema_first(const struct schema *schema);
const struct field *schema_next(const struct schema *schema, const struct field *field);

/* The field that is sent as `name`, which may be an alias; NULL when there is none. */
const struct field *schema_field(const struct schema *schema, const char *name);

/* Whether what a field says of some uses (required, nullable) holds in this schema. */
bool schema_is(const struct schema *schema, unsigned uses);

/* What contradicts itself in a schema, or in one that is in it: a line in the arena. NULL: nothing.
 */
const char *schema_flaw(struct arena *arena, const struct schema *schema);

/* No fields at all: {}. */
extern const struct schema schema_nothing;

/* One invalid field. All are reported at once. */
struct invalid {
    const char *pointer; /* JSON pointer (RFC 6901), for a query "?name" */
    const char *code;    /* stable word: required, unknown_field, wrong_type, too_short, … */
    const char *detail;  /* one sentence */
    const char *more;    /* further members as JSON text, or NULL */
    struct invalid *next;
};

/* Room for five faults in each line of the longest order. Without an end a body of nothing but
 * unknown names would be answered by several times its size. */
enum { INVALIDS_MOST = 500 };

struct invalids {
    struct arena *arena;
    struct invalid *first, *last;
    size_t count;
    size_t most; /* no more are kept; 0: INVALIDS_MOST */
};

/* The fault as it was added, or NULL when the list is full. */
struct invalid *invalid_add(struct invalids *list, const char *pointer, const char *code,
                            const char *detail);

/* What was taken of one field: scalars as text (numbers in plain decimal form), objects and arrays
 * as compact JSON with aliases already renamed and defaults filled in; null is NULL. */
struct field_taken {
    const struct field *field;
    const char *text;
};

/* Checks `input` (an object) against `schema`. Answers each field that was sent or has a default,
 * in the schema's order, ended by one without a field. `prefix` begins the pointers ("" for a body,
 * "?" for a query). Every invalid field is added to `list`, whose arena holds everything; what was
 * taken is to be used only when it stayed empty. Codes: required, unknown_field, wrong_type,
 * too_short, too_long, too_common, too_small, too_large, not_allowed, invalid_format, too_few,
 * too_many, exactly_one (also for one field sent under two names). */
const struct field_taken *schema_check(const struct schema *schema, const struct json *input,
                                       const char *prefix, struct invalids *list);

#endif
