/* The scoreboard: memory that the master makes and all its workers share. Each worker writes into
 * a seat of its own what it is doing; anyone may look. A process without a board (orderctl, a
 * worker of spawn-fcgi, a unit test) may call everything here: nothing is counted, so all is
 * allowed. Every word is atomic, and nothing is held: a worker may die anywhere in between. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_BOARD_H
#define ORDERD_BASE_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { BOARD_POOLS = 16 }; /* at most; each a number from 0 */

/* ---- for the master ---- */

/* Makes this process's board; false when the system refuses to, with the reason in errno. */
bool board_make(void) __attribute__((warn_unused_result));

/* Takes on the board that the program before made, for one that this process became; false when it
 * is of another version. */
bool board_keep(int fd) __attribute__((warn_unused_result));

/* The descriptor that a worker inherits, closed on exec until told otherwise; -1 without. */
int board_fd(void);

/* Takes a free seat for a worker of `pool`; -1 when there is none: it will do without. */
int board_take(int pool) __attribute__((warn_unused_result));

/* Says who sits there; 0: nobody after all. */
void board_sit(int seat, pid_t pid);

/* Clears the seat of a process that ended, and ends what it was about to do for all. */
void board_clear(pid_t pid);

/* What a worker is about. */
struct board_look {
    pid_t pid;
    int pool;
    int64_t began_ms; /* its request's beginning; 0: it has none */
    int64_t deadline_ms;
    uint64_t who;
    unsigned marks;
};

/* Copies a seat; false for a free one. Seats are numbered from 0 to board_seats() - 1. */
bool board_see(int seat, struct board_look *look) __attribute__((warn_unused_result));
int board_seats(void);

/* Of the workers of a pool: how many there are, have a request, and since when the oldest is. */
struct board_crew {
    int workers, busy;
    int64_t oldest_ms; /* its beginning; 0: all rest */
};
struct board_crew board_crew(int pool);

/* ---- for a worker ---- */

/* Joins the master's board at a seat; false when it is not one, or of another version. */
bool board_join(int fd, int seat) __attribute__((warn_unused_result));

/* A worker of the pool is ready; the first one opens it. */
void board_open(int pool, int64_t now_ms);

/* When the pool was opened (clock_ms): who waits since before then has waited for no other's
 * request. 0: not yet, or there is no board. */
int64_t board_opened_ms(int pool);

/* A request begins, to be over at `deadline_ms` (clock_ms); board_extend changes that. */
void board_begin(int64_t deadline_ms);
void board_extend(int64_t deadline_ms);
void board_end(void);

/* What a request is in the middle of. */
enum board_mark {
    BOARD_HASHES = 1,  /* a password */
    BOARD_STREAMS = 2, /* its reply or its body */
    BOARD_CALLS = 4,   /* others, and waits for their answer */
};

void board_mark(enum board_mark mark);

/* Who asks, as board_hash of a name; 0: not known, or not any more. */
void board_who(uint64_t who);

/* A number for a name within a `kind` ("user", "address"), never 0; another one for each board, so
 * that nobody can choose names that clash. 0 without a board. */
uint64_t board_hash(const char *kind, const char *name);

/* How many workers have a request of `who` in hand, this one included: of `pool` (-1: any), and
 * with all of `marks`. */
int board_count(uint64_t who, int pool, unsigned marks);

/* ---- crowds ---- */

/* Notes that a request of `who` came to a pool, and whether it, or another lately, had to wait for
 * a worker. True when the pool is crowded: within the last ten seconds somebody waited there, and
 * it was not one alone who asked. */
bool board_meet(int pool, uint64_t who, bool waited, int64_t now_ms);

/* Notes that somebody was refused in a crowded pool, who will be back. */
void board_turned_away(int pool, int64_t now_ms);

/* ---- lines of the log ---- */

enum { BOARD_KINDS = 128 };

/* Of lines of one kind (below BOARD_KINDS) one a second is told, by whichever worker. True: tell
 * it, and that *others were not since the last. Without a board all are told. */
bool board_tell(int kind, int64_t now_ms, unsigned *others) __attribute__((warn_unused_result));

/* The same when there is nothing new to tell: true when a second after the last there still are
 * *others untold. */
bool board_untold(int kind, int64_t now_ms, unsigned *others) __attribute__((warn_unused_result));

/* ---- rates ---- */

/* So many at once, then one each so many milliseconds. */
struct board_rate {
    int burst;
    int64_t each_ms;
};

/* Takes one of what `key` (a board_hash) may have at `now_ms` (clock_ms): 0, or the milliseconds
 * until there is one again, and nothing is taken. All keys share a table of bounded size: a key
 * may be told to wait for what others took, never the other way round. */
int64_t board_spend(uint64_t key, struct board_rate rate, int64_t now_ms)
    __attribute__((warn_unused_result));

/* ---- the database's connection ---- */

/* Whether this process may try to connect now. As long as nobody knows the database to be away, all
 * may; then one at a time, not before the time that the last one said, and the others answer at
 * once. True: board_connected must follow. */
bool board_connect(int64_t now_ms) __attribute__((warn_unused_result));

/* What came of it. Connected: all may. Else `next_ms` is the earliest time of the next try. */
void board_connected(bool connected, int64_t next_ms);

/* Counts the connections made: one that grew tells that the database is back. */
uint64_t board_connections(void);

/* Which of the database's hosts, counted from 0, is asked first: the last that took a connection,
 * or the one behind the last that did not; 0 at first. */
int board_host(void);
void board_ask_first(int host);

#endif
