/* Words that one process writes and others read: relaxed loads and stores, which cost what plain
 * ones do. */
/* SPDX-License-Identifier: MIT */
#include "base/tally.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/metric_text.h"

/* Raised whenever struct shared changes: a process of a newer binary may have an older master. */
enum { LAYOUT = 1 };

/* Memory that nobody writes or reads is none, so there is room for any table. */
enum { SEATS = 1024, WORDS = 16384, PAGE = 4096 };

/* Of a histogram's buckets, in seconds: a page takes less than a millisecond, a password's hash a
 * tenth of a second, and after ten everybody is gone. */
static const double bounds[] = {.0005, .001, .0025, .005, .01, .025, .05,
                                .1,    .25,  .5,    1,    2.5, 5,    10};
enum {
    BOUNDS = sizeof bounds / sizeof *bounds,
    SUM = BOUNDS + 1 /* after the one over all bounds */
};

struct owner {
    _Atomic(pid_t) pid;     /* 0: nobody sits here now */
    _Atomic uint64_t table; /* whose words these are; 0: nobody's yet */
};

struct shared {
    int layout;
    _Atomic int top; /* no seat from here on was ever taken */
    struct owner owners[SEATS];
    _Alignas(PAGE) _Atomic uint64_t words[SEATS][WORDS];
};

static struct {
    struct shared *shared; /* NULL: no memory */
    _Atomic uint64_t *own; /* this process's words; NULL: no seat */
    const struct tally_family *families;
    size_t count;
    size_t first[TALLY_FAMILIES]; /* the first word of each */
    uint64_t table;
    int fd;
} self = {.fd = -1};

static struct shared *map(int fd)
{
    void *memory = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

/* ---- the master ---- */

bool tally_make(void)
{
    int fd = memfd_create("orderd-tally", MFD_CLOEXEC);
    struct shared *shared = NULL;
    if (fd >= 0 && ftruncate(fd, sizeof *shared) == 0)
        shared = map(fd);
    if (!shared) {
        close(fd);
        return false;
    }
    shared->layout = LAYOUT;
    self.shared = shared;
    self.own = NULL;
    self.fd = fd;
    return true;
}

int tally_fd(void)
{
    return self.fd;
}

void tally_clear(pid_t pid)
{
    int top = self.shared ? atomic_load(&self.shared->top) : 0;
    for (int seat = 0; seat < top; seat++) {
        pid_t own = pid;
        if (atomic_compare_exchange_strong(&self.shared->owners[seat].pid, &own, 0))
            return;
    }
}

/* ---- the table ---- */

static size_t series_of(const struct tally_family *family)
{
    return family->series ? family->series() : 1;
}

static size_t words_of(const struct tally_family *family)
{
    if (family->now)
        return 0;
    return family->type == TALLY_HISTOGRAM ? SUM + 1 : 1;
}

/* What tells a table from another: all that its words mean. */
static void describe(struct buf *text)
{
    size_t word = 0;
    for (size_t i = 0; i < self.count; i++) {
        const struct tally_family *family = &self.families[i];
        self.first[i] = word;
        word += words_of(family) * series_of(family);
        buf_printf(text, "\n%s %zu", family->name, word);
        for (size_t series = 0; family->labels && series < series_of(family); series++)
            family->labels(series, text);
    }
}

/* False when there is no room for it. */
static bool take_table(const struct tally_family *families, size_t count)
{
    uint8_t hash[CRYPTO_HASH_BYTES];
    if (count == 0 || count > TALLY_FAMILIES)
        return false;
    self.families = families;
    self.count = count;
    struct arena *arena = arena_new(PAGE);
    struct buf text = buf_new(arena);
    describe(&text);
    crypto_hash_raw(hash, text.data, text.length, NULL);
    memcpy(&self.table, hash, sizeof self.table);
    arena_free(arena);
    const struct tally_family *last = &families[count - 1];
    return self.first[count - 1] + words_of(last) * series_of(last) <= WORDS;
}

/* ---- a seat ---- */

/* What the one before said of itself is over; what it counted is not. */
static void level_out(void)
{
    for (size_t i = 0; i < self.count; i++) {
        for (size_t n = 0; self.families[i].type == TALLY_LEVEL && n < series_of(&self.families[i]);
             n++)
            atomic_store(&self.own[self.first[i] + n], 0);
    }
}

/* One of this table that its process left, or one that was nobody's. */
static bool take_seat(int seat)
{
    struct owner *owner = &self.shared->owners[seat];
    uint64_t table = atomic_load(&owner->table);
    pid_t nobody = 0;
    if ((table && table != self.table) ||
        !atomic_compare_exchange_strong(&owner->pid, &nobody, getpid()))
        return false;
    /* Between the two looks another may have been here and gone. */
    table = 0;
    if (!atomic_compare_exchange_strong(&owner->table, &table, self.table) && table != self.table) {
        atomic_store(&owner->pid, 0);
        return false;
    }
    int top = atomic_load(&self.shared->top);
    while (top <= seat && !atomic_compare_exchange_weak(&self.shared->top, &top, seat + 1))
        ;
    self.own = self.shared->words[seat];
    level_out();
    return true;
}

static bool reach(int fd)
{
    struct stat file;
    if (self.shared && fd == self.fd) /* forked, not executed */
        return true;
    if (fstat(fd, &file) != 0 || file.st_size != sizeof(struct shared) ||
        fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
        return false;
    self.shared = map(fd);
    self.fd = fd;
    return self.shared;
}

bool tally_keep(int fd)
{
    self.own = NULL;
    if (reach(fd) && self.shared->layout == LAYOUT)
        return true;
    self.shared = NULL;
    self.fd = -1;
    return false;
}

bool tally_join(int fd, const struct tally_family *families, size_t count)
{
    if (!tally_keep(fd) || !take_table(families, count))
        return false;
    for (int seat = 0; !self.own && seat < SEATS; seat++) {
        if (take_seat(seat))
            break;
    }
    return self.own;
}

/* ---- counting ---- */

static void add(size_t word, uint64_t n)
{
    _Atomic uint64_t *own = &self.own[word];
    atomic_store_explicit(own, atomic_load_explicit(own, memory_order_relaxed) + n,
                          memory_order_relaxed);
}

static size_t word_of(size_t family, size_t series)
{
    return self.first[family] + words_of(&self.families[family]) * series;
}

void tally_add(size_t family, size_t series, uint64_t n)
{
    if (self.own)
        add(word_of(family, series), n);
}

void tally_level(size_t family, size_t series, uint64_t n)
{
    if (self.own)
        atomic_store_explicit(&self.own[word_of(family, series)], n, memory_order_relaxed);
}

static size_t bucket_of(int64_t ns)
{
    size_t bucket = 0;
    while (bucket < BOUNDS && (double)ns > bounds[bucket] * 1e9)
        bucket++;
    return bucket;
}

void tally_time(size_t family, size_t series, int64_t ns)
{
    if (!self.own)
        return;
    size_t word = word_of(family, series);
    if (self.families[family].type == TALLY_HISTOGRAM) {
        add(word + bucket_of(ns), 1);
        word += SUM;
    }
    add(word, (uint64_t)(ns > 0 ? ns : 0));
}

/* ---- reading ---- */

static uint64_t sum_of(size_t word, bool living)
{
    uint64_t all = 0;
    int top = atomic_load(&self.shared->top);
    for (int seat = 0; seat < top; seat++) {
        struct owner *owner = &self.shared->owners[seat];
        if (atomic_load(&owner->table) == self.table && (!living || atomic_load(&owner->pid)))
            all += atomic_load_explicit(&self.shared->words[seat][word], memory_order_relaxed);
    }
    return all;
}

static uint64_t sum(size_t word)
{
    return sum_of(word, false);
}

uint64_t tally_sum(size_t family, size_t series)
{
    if (!self.own)
        return 0;
    size_t word = word_of(family, series);
    if (self.families[family].type == TALLY_LEVEL)
        return sum_of(word, true);
    if (self.families[family].type != TALLY_HISTOGRAM)
        return sum(word);
    uint64_t all = 0;
    for (size_t bucket = 0; bucket <= BOUNDS; bucket++)
        all += sum(word + bucket);
    return all;
}

static void write_bucket(struct buf *out, const char *name, const char *labels, size_t bucket,
                         uint64_t count)
{
    char bound[24] = "+Inf";
    struct buf all = buf_new(out->arena);
    buf_text(&all, labels);
    if (bucket < BOUNDS)
        snprintf(bound, sizeof bound, "%g", bounds[bucket]);
    metric_label(&all, "le", bound);
    metric_count(out, name, "_bucket", all.data, count);
}

/* A bucket holds what those before it hold, too. */
static void write_histogram(struct buf *out, const char *name, const char *labels, size_t word)
{
    uint64_t count = 0;
    for (size_t bucket = 0; bucket <= BOUNDS; bucket++) {
        count += sum(word + bucket);
        write_bucket(out, name, labels, bucket, count);
    }
    metric_number(out, name, "_sum", labels, (double)sum(word + SUM) / 1e9);
    metric_count(out, name, "_count", labels, count);
}

static void write_series(struct buf *out, size_t index, size_t series)
{
    const struct tally_family *family = &self.families[index];
    struct buf labels = buf_new(out->arena);
    size_t word = word_of(index, series);
    if (family->labels)
        family->labels(series, &labels);
    if (family->now)
        metric_number(out, family->name, "", labels.data, family->now(series));
    else if (family->type == TALLY_HISTOGRAM)
        write_histogram(out, family->name, labels.data, word);
    else if (family->type == TALLY_SECONDS)
        metric_number(out, family->name, "", labels.data, (double)sum(word) / 1e9);
    else
        metric_count(out, family->name, "", labels.data, tally_sum(index, series));
}

void tally_write(struct buf *out)
{
    static const char *const types[] = {[TALLY_COUNTER] = "counter",
                                        [TALLY_SECONDS] = "counter",
                                        [TALLY_HISTOGRAM] = "histogram",
                                        [TALLY_GAUGE] = "gauge",
                                        [TALLY_LEVEL] = "gauge"};
    for (size_t i = 0; self.own && i < self.count; i++) {
        const struct tally_family *family = &self.families[i];
        metric_head(out, family->name, types[family->type], family->help);
        for (size_t series = 0; series < series_of(family); series++) {
            if (!family->sparse || tally_sum(i, series))
                write_series(out, i, series);
        }
    }
}
