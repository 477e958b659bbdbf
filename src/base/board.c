/* Counting is looking at all seats, so what a dead worker had in hand goes with its seat. */
/* SPDX-License-Identifier: MIT */
#include "base/board.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypto.h"

/* Raised whenever struct shared changes: a worker of a newer binary may have an older master. */
enum { LAYOUT = 6 };

enum {
    SEATS = 4096,
    ROWS = 4,
    CELLS = 16384,
    CELL_BITS = 14,
    LINE = 64,
    TAKEN = -1,
    CROWD_MS = 10000,
    TELL_MS = 1000
};

struct seat {
    _Alignas(LINE) _Atomic(pid_t) pid; /* 0: free; TAKEN: for one that does not sit yet */
    _Atomic int pool;
    _Atomic unsigned marks;
    _Atomic int64_t began_ms;
    _Atomic int64_t deadline_ms;
    _Atomic uint64_t who;
};

struct crowd {
    _Alignas(LINE) _Atomic uint64_t last; /* who asked */
    _Atomic int64_t mixed_ms;             /* when it was another than before */
    _Atomic int64_t waited_ms;            /* when somebody had to wait */
};

struct line {
    _Atomic int64_t told_ms; /* when the last was */
    _Atomic unsigned others; /* and how many came since */
};

struct shared {
    int layout;
    uint8_t salt[CRYPTO_WORD_KEY_BYTES];
    _Atomic int top;                       /* no seat from here on is in use */
    _Alignas(LINE) _Atomic int connecting; /* the seat that tries, + 1; 0: nobody */
    _Atomic int64_t next_ms;               /* of the next try; 0: the database is not away */
    _Atomic uint64_t connections;
    _Atomic int host;
    _Atomic int64_t opened_ms[BOARD_POOLS];
    struct crowd crowds[BOARD_POOLS];
    struct line lines[BOARD_KINDS];
    struct seat seats[SEATS];
    /* A key has a cell in each row. A cell is the time at which all that was taken is paid back
     * (the generic cell rate algorithm), so what is over needs no clearing. */
    _Atomic int64_t cells[ROWS][CELLS];
};

static struct {
    struct shared *shared; /* NULL: no board */
    struct seat *own;      /* NULL: no seat */
    int fd;
} self = {.fd = -1};

static struct shared *map(int fd)
{
    void *memory = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

/* ---- the master ---- */

bool board_make(void)
{
    int fd = memfd_create("orderd-board", MFD_CLOEXEC);
    struct shared *shared = NULL;
    if (fd >= 0 && ftruncate(fd, sizeof *shared) == 0)
        shared = map(fd);
    if (!shared) {
        close(fd);
        return false;
    }
    shared->layout = LAYOUT;
    crypto_random(shared->salt, sizeof shared->salt);
    self.shared = shared;
    self.own = NULL;
    self.fd = fd;
    return true;
}

bool board_keep(int fd)
{
    struct stat file;
    if (fstat(fd, &file) != 0 || file.st_size != sizeof(struct shared) ||
        fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
        return false;
    struct shared *shared = map(fd);
    if (!shared || shared->layout != LAYOUT) {
        if (shared)
            munmap(shared, sizeof *shared);
        return false;
    }
    self.shared = shared;
    self.own = NULL;
    self.fd = fd;
    return true;
}

int board_fd(void)
{
    return self.fd;
}

int board_seats(void)
{
    return self.shared ? atomic_load(&self.shared->top) : 0;
}

int board_take(int pool)
{
    for (int seat = 0; self.shared && seat < SEATS; seat++) {
        struct seat *free = &self.shared->seats[seat];
        if (atomic_load(&free->pid) != 0)
            continue;
        atomic_store(&free->pool, pool);
        atomic_store(&free->pid, TAKEN);
        if (seat >= board_seats())
            atomic_store(&self.shared->top, seat + 1);
        return seat;
    }
    return -1;
}

static void lower_top(void)
{
    int top = board_seats();
    while (top > 0 && atomic_load(&self.shared->seats[top - 1].pid) == 0)
        top--;
    atomic_store(&self.shared->top, top);
}

static void rest(struct seat *seat)
{
    atomic_store(&seat->began_ms, 0);
    atomic_store(&seat->who, 0);
    atomic_store(&seat->marks, 0);
}

void board_sit(int seat, pid_t pid)
{
    if (!self.shared || seat < 0)
        return;
    atomic_store(&self.shared->seats[seat].pid, pid);
    if (!pid)
        lower_top();
}

void board_clear(pid_t pid)
{
    for (int seat = 0; seat < board_seats(); seat++) {
        if (atomic_load(&self.shared->seats[seat].pid) != pid)
            continue;
        int trying = seat + 1;
        atomic_compare_exchange_strong(&self.shared->connecting, &trying, 0);
        rest(&self.shared->seats[seat]);
        board_sit(seat, 0);
        return;
    }
}

bool board_see(int seat, struct board_look *look)
{
    const struct seat *from = &self.shared->seats[seat];
    *look = (struct board_look){
        .pid = atomic_load(&from->pid),
        .pool = atomic_load(&from->pool),
        .began_ms = atomic_load(&from->began_ms),
        .deadline_ms = atomic_load(&from->deadline_ms),
        .who = atomic_load(&from->who),
        .marks = atomic_load(&from->marks),
    };
    return look->pid > 0;
}

struct board_crew board_crew(int pool)
{
    struct board_crew crew = {0};
    struct board_look look;
    for (int seat = 0; seat < board_seats(); seat++) {
        if (!board_see(seat, &look) || look.pool != pool)
            continue;
        crew.workers++;
        crew.busy += look.began_ms != 0;
        if (look.began_ms && (!crew.oldest_ms || look.began_ms < crew.oldest_ms))
            crew.oldest_ms = look.began_ms;
    }
    return crew;
}

/* ---- a worker ---- */

bool board_join(int fd, int seat)
{
    if (seat < 0 || seat >= SEATS || !board_keep(fd))
        return false;
    self.own = &self.shared->seats[seat];
    atomic_store(&self.own->pid, getpid());
    return true;
}

void board_open(int pool, int64_t now_ms)
{
    int64_t never = 0;
    if (self.shared)
        atomic_compare_exchange_strong(&self.shared->opened_ms[pool], &never, now_ms);
}

int64_t board_opened_ms(int pool)
{
    return self.shared ? atomic_load(&self.shared->opened_ms[pool]) : 0;
}

void board_begin(int64_t deadline_ms)
{
    if (!self.own)
        return;
    atomic_store(&self.own->deadline_ms, deadline_ms);
    atomic_store(&self.own->began_ms, clock_ms());
}

void board_extend(int64_t deadline_ms)
{
    if (self.own)
        atomic_store(&self.own->deadline_ms, deadline_ms);
}

void board_end(void)
{
    if (self.own)
        rest(self.own);
}

void board_mark(enum board_mark mark)
{
    if (self.own)
        atomic_fetch_or(&self.own->marks, mark);
}

void board_who(uint64_t who)
{
    if (self.own)
        atomic_store(&self.own->who, who);
}

uint64_t board_hash(const char *kind, const char *name)
{
    if (!self.shared)
        return 0;
    uint64_t of_kind = crypto_hash_word(self.shared->salt, kind, strlen(kind));
    uint64_t of_name = crypto_hash_word(self.shared->salt, name, strlen(name));
    uint64_t both = of_kind * 31 + of_name;
    return both ? both : 1;
}

int board_count(uint64_t who, int pool, unsigned marks)
{
    int count = 0;
    for (int seat = 0; who && seat < board_seats(); seat++) {
        const struct seat *other = &self.shared->seats[seat];
        count += atomic_load(&other->who) == who &&
                 (pool < 0 || atomic_load(&other->pool) == pool) &&
                 (atomic_load(&other->marks) & marks) == marks;
    }
    return count;
}

/* ---- crowds ---- */

bool board_meet(int pool, uint64_t who, bool waited, int64_t now_ms)
{
    if (!self.shared)
        return false;
    struct crowd *crowd = &self.shared->crowds[pool];
    uint64_t last = atomic_exchange(&crowd->last, who);
    if (last && last != who)
        atomic_store(&crowd->mixed_ms, now_ms);
    if (waited)
        atomic_store(&crowd->waited_ms, now_ms);
    return now_ms - atomic_load(&crowd->waited_ms) < CROWD_MS &&
           now_ms - atomic_load(&crowd->mixed_ms) < CROWD_MS;
}

void board_turned_away(int pool, int64_t now_ms)
{
    if (self.shared)
        atomic_store(&self.shared->crowds[pool].waited_ms, now_ms);
}

/* ---- lines of the log ---- */

/* One wins the second; what was counted is his to tell. */
static bool may_tell(struct line *line, int64_t now_ms, unsigned *others)
{
    int64_t told = atomic_load(&line->told_ms);
    if (now_ms - told < TELL_MS || !atomic_compare_exchange_strong(&line->told_ms, &told, now_ms))
        return false;
    *others = atomic_exchange(&line->others, 0);
    return true;
}

bool board_tell(int kind, int64_t now_ms, unsigned *others)
{
    *others = 0;
    if (!self.shared)
        return true;
    struct line *line = &self.shared->lines[kind];
    if (may_tell(line, now_ms, others))
        return true;
    atomic_fetch_add(&line->others, 1);
    return false;
}

bool board_untold(int kind, int64_t now_ms, unsigned *others)
{
    *others = 0;
    if (!self.shared || !atomic_load(&self.shared->lines[kind].others))
        return false;
    return may_tell(&self.shared->lines[kind], now_ms, others) && *others;
}

/* ---- rates ---- */

static _Atomic int64_t *cell(uint64_t key, int row)
{
    return &self.shared->cells[row][(key >> (row * CELL_BITS)) % CELLS];
}

/* The least of a key's cells knows best: the others hold more of other keys. */
static int64_t paid_back(uint64_t key, int64_t now_ms)
{
    int64_t least = INT64_MAX;
    for (int row = 0; row < ROWS; row++) {
        int64_t time = atomic_load(cell(key, row));
        if (time < least)
            least = time;
    }
    return least > now_ms ? least : now_ms;
}

int64_t board_spend(uint64_t key, struct board_rate rate, int64_t now_ms)
{
    if (!self.shared || !key)
        return 0;
    int64_t wait = paid_back(key, now_ms) - now_ms - (rate.burst - 1) * rate.each_ms;
    if (wait > 0)
        return wait;
    for (int row = 0; row < ROWS; row++) {
        _Atomic int64_t *time = cell(key, row);
        int64_t old = atomic_load(time);
        while (
            !atomic_compare_exchange_weak(time, &old, (old > now_ms ? old : now_ms) + rate.each_ms))
            ;
    }
    return 0;
}

/* ---- the database's connection ---- */

bool board_connect(int64_t now_ms)
{
    if (!self.own)
        return true;
    int64_t next = atomic_load(&self.shared->next_ms);
    if (!next)
        return true;
    int nobody = 0, seat = (int)(self.own - self.shared->seats);
    return next <= now_ms &&
           atomic_compare_exchange_strong(&self.shared->connecting, &nobody, seat + 1);
}

void board_connected(bool connected, int64_t next_ms)
{
    if (!self.own)
        return;
    int trying = (int)(self.own - self.shared->seats) + 1;
    if (connected)
        atomic_fetch_add(&self.shared->connections, 1);
    atomic_store(&self.shared->next_ms, connected ? 0 : next_ms);
    atomic_compare_exchange_strong(&self.shared->connecting, &trying, 0);
}

uint64_t board_connections(void)
{
    return self.shared ? atomic_load(&self.shared->connections) : 0;
}

int board_host(void)
{
    return self.shared ? atomic_load(&self.shared->host) : 0;
}

void board_ask_first(int host)
{
    if (self.shared)
        atomic_store(&self.shared->host, host);
}
