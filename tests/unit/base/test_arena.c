/* Arenas: alignment, zeroes, growth, cleanups in order, and what a reset gives back. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit.h"

static void pieces_are_zeroed_and_aligned(void **state)
{
    struct arena *arena = *state;
    for (size_t size = 1; size < 200; size++) {
        char *piece = arena_alloc(arena, size);
        assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(piece[i], 0);
        memset(piece, 0xaa, size);
    }
}

static void pieces_are_zeroed_again_after_a_reset(void **state)
{
    struct arena *arena = *state;
    memset(arena_alloc(arena, 1000), 0xaa, 1000);
    arena_reset(arena);
    const char *piece = arena_alloc(arena, 1000);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(piece[i], 0);
}

static void a_reset_uses_the_first_block_again(void **state)
{
    struct arena *arena = *state;
    const char *before = arena_alloc(arena, 64);
    arena_alloc(arena, 100000);
    arena_reset(arena);
    assert_ptr_equal(arena_alloc(arena, 64), before);
}

static void neighbours_keep_their_bytes(void **state)
{
    struct arena *arena = *state;
    enum { PIECES = 500, SIZE = 100 }; /* many blocks */
    char *pieces[PIECES];
    for (int i = 0; i < PIECES; i++)
        pieces[i] = memset(arena_alloc(arena, SIZE), i & 0x7f, SIZE);
    for (int i = 0; i < PIECES; i++)
        for (int k = 0; k < SIZE; k++)
            assert_int_equal(pieces[i][k], i & 0x7f);
}

static void a_large_piece_leaves_the_block_in_use(void **state)
{
    struct arena *arena = *state;
    const char *first = arena_alloc(arena, 16);
    arena_alloc(arena, 1000000);
    const char *second = arena_alloc(arena, 16);
    assert_true(second > first && second - first < 4096);
}

static void growing_keeps_the_bytes(void **state)
{
    struct arena *arena = *state;
    char *text = arena_grow(arena, NULL, 0, 8);
    memcpy(text, "1234567", 8);
    assert_ptr_equal(arena_grow(arena, text, 8, 600), text); /* the last piece: in place */
    assert_string_equal(text, "1234567");

    arena_alloc(arena, 1);
    char *moved = arena_grow(arena, text, 600, 700);
    assert_ptr_not_equal(moved, text);
    assert_string_equal(moved, "1234567");

    char *other_block = arena_grow(arena, moved, 700, 50000);
    memset(other_block + 8, 'x', 50000 - 8);
    assert_string_equal(other_block, "1234567");
}

static void copies_end_with_nul(void **state)
{
    struct arena *arena = *state;
    assert_string_equal(arena_strdup(arena, "widget"), "widget");
    assert_string_equal(arena_strdup(arena, ""), "");
    assert_string_equal(arena_strndup(arena, "widget", 3), "wid");
    const char *with_nul = arena_strndup(arena, "a\0b", 3);
    assert_memory_equal(with_nul, "a\0b", 4);
}

static void printf_takes_any_length(void **state)
{
    struct arena *arena = *state;
    assert_string_equal(arena_printf(arena, "%s-%d", "a", 7), "a-7");
    for (int length = 100; length < 300; length++) {
        const char *text = arena_printf(arena, "%*d", length, 1);
        assert_int_equal(strlen(text), length);
        assert_int_equal(text[length - 1], '1');
    }
}

static char order[8];

static void note(void *letter)
{
    strncat(order, letter, 1);
}

static void cleanups_run_once_last_first(void **state)
{
    struct arena *arena = *state;
    char a[] = "a", b[] = "b", c[] = "c";
    order[0] = '\0';
    arena_cleanup(arena, note, a);
    arena_cleanup(arena, note, b);
    arena_reset(arena);
    assert_string_equal(order, "ba");
    arena_reset(arena);
    assert_string_equal(order, "ba");

    struct arena *other = arena_new(64);
    arena_cleanup(other, note, c);
    arena_free(other);
    assert_string_equal(order, "bac");
}

static void leave(void)
{
    _exit(42);
}

/* A size no machine has: the hook runs and the caller never sees NULL. */
static int exit_status_of_exhaustion(void (*hook)(void), size_t size)
{
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr))
            _exit(1);
        arena_on_exhausted(hook);
        struct arena *arena = arena_new(64);
        volatile size_t much = size;
        arena_alloc(arena, much);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void exhaustion_runs_the_hook(void **state)
{
    (void)state;
    int status = exit_status_of_exhaustion(leave, SIZE_MAX - 8);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 42);
}

static void exhaustion_without_a_hook_aborts(void **state)
{
    (void)state;
    int status = exit_status_of_exhaustion(NULL, SIZE_MAX - 8);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void freeing_no_arena_is_harmless(void **state)
{
    (void)state;
    arena_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(pieces_are_zeroed_and_aligned),
        arena_test(pieces_are_zeroed_again_after_a_reset),
        arena_test(a_reset_uses_the_first_block_again),
        arena_test(neighbours_keep_their_bytes),
        arena_test(a_large_piece_leaves_the_block_in_use),
        arena_test(growing_keeps_the_bytes),
        arena_test(copies_end_with_nul),
        arena_test(printf_takes_any_length),
        arena_test(cleanups_run_once_last_first),
        cmocka_unit_test(exhaustion_runs_the_hook),
        cmocka_unit_test(exhaustion_without_a_hook_aborts),
        cmocka_unit_test(freeing_no_arena_is_harmless),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
