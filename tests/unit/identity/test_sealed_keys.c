/* Keys in a text: what comes out went in, with the passphrase alone, and only of the whole text. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "folder.h"

#include "identity/sealed_keys.h"

static const char passphrase[] = "correct horse battery";

static void assert_same(const struct keyring *a, const struct keyring *b)
{
    assert_int_equal(a->count, b->count);
    assert_string_equal(a->current, b->current);
    assert_memory_equal(a->secret, b->secret, sizeof a->secret);
    for (size_t i = 0; i < a->count; i++) {
        assert_string_equal(a->list[i].id, b->list[i].id);
        assert_memory_equal(a->list[i].seed, b->list[i].seed, CRYPTO_KEY_BYTES);
        assert_true(a->created[i] == b->created[i]);
    }
}

static void what_goes_in_comes_out(void **state)
{
    struct folder *f = *state;
    struct keyring in, out;
    for (int n = 1; n < KEYRING_MOST; n++)
        folder_rotate(f);
    assert_true(keyring_read(&in, f->path, f->why, sizeof f->why));
    assert_int_equal(in.count, KEYRING_MOST);
    const char *text = sealed_keys_text(f->arena, &in, passphrase);
    assert_in_range(strlen(text), 1, SEALED_KEYS_MOST - 1);
    assert_true(sealed_keys_whole(text));
    assert_true(sealed_keys_open(&out, text, passphrase));
    assert_same(&in, &out);
    assert_false(sealed_keys_open(&out, text, "correct horse batterz"));
    assert_int_not_equal(errno, ENOMEM);
}

static void no_part_is_the_whole(void **state)
{
    struct folder *f = *state;
    struct keyring ring;
    assert_true(keyring_read(&ring, f->path, f->why, sizeof f->why));
    char *text = sealed_keys_text(f->arena, &ring, passphrase);
    for (size_t i = 0; i < strlen(text); i++) {
        char *other = arena_strdup(f->arena, text);
        other[i] ^= 1;
        assert_false(sealed_keys_whole(other));
        other[i] = '\0';
        assert_false(sealed_keys_whole(other));
    }
    assert_false(sealed_keys_whole(arena_printf(f->arena, "%sx", text)));
    assert_false(sealed_keys_open(&ring, "orderd keys 1\nAAAA\n", passphrase));
    assert_false(sealed_keys_open(&ring, "", passphrase));
}

static void they_are_put_beside_no_others(void **state)
{
    struct folder *f = *state;
    void *other_state;
    folder_new(&other_state);
    struct folder *other = other_state;
    struct keyring ours, theirs, now;
    assert_true(keyring_read(&ours, f->path, f->why, sizeof f->why));
    assert_true(keyring_read(&theirs, other->path, f->why, sizeof f->why));
    assert_false(keyring_put(&ours, other->path, f->why, sizeof f->why));
    assert_non_null(strstr(f->why, "other keys are there"));
    unlink(folder_file(other, "secret"));
    assert_false(keyring_put(&ours, other->path, f->why, sizeof f->why));
    unlink(folder_file(other, arena_printf(f->arena, "%s.jwk", theirs.current)));
    unlink(folder_file(other, "current"));
    folder_put(other, "secret", "of another make\n");
    assert_false(keyring_put(&ours, other->path, f->why, sizeof f->why));
    unlink(folder_file(other, "secret"));
    for (int twice = 0; twice < 2; twice++) {
        assert_true(keyring_put(&ours, other->path, f->why, sizeof f->why));
        assert_true(keyring_read(&now, other->path, f->why, sizeof f->why));
        assert_same(&ours, &now);
    }
    folder_rotate(other);
    assert_false(keyring_put(&ours, other->path, f->why, sizeof f->why));
    folder_free(&other_state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        folder_test(what_goes_in_comes_out),
        folder_test(no_part_is_the_whole),
        folder_test(they_are_put_beside_no_others),
    };
    return cmocka_run_group_tests_name("sealed keys", tests, NULL, NULL);
}
