/* The keys folder: made, read, noticed when it changes, and private. */
/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include "json/read.h"

static mode_t mode_of(const char *path)
{
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 0777;
}

static void new_folder_is_private(void **state)
{
    struct folder *f = *state;
    struct keys *keys = folder_keys(f);
    const char *id = keys_current(keys)->id;
    assert_int_equal(mode_of(f->path), 0700);
    assert_int_equal(mode_of(folder_file(f, "secret")), 0600);
    assert_int_equal(mode_of(folder_file(f, "current")), 0600);
    assert_int_equal(mode_of(folder_file(f, arena_printf(f->arena, "%s.jwk", id))), 0600);
    keys_close(keys);
}

static void creating_again_changes_nothing(void **state)
{
    struct folder *f = *state;
    struct keys *before = folder_keys(f);
    assert_true(keys_create(f->path, f->why, sizeof f->why));
    struct keys *after = folder_keys(f);
    assert_string_equal(keys_current(before)->id, keys_current(after)->id);
    assert_memory_equal(keys_secret(before), keys_secret(after), CRYPTO_KEY_BYTES);
    keys_close(before);
    keys_close(after);
}

static void secret_that_is_handed_in_stands_in_for_its_file(void **state)
{
    struct folder *f = *state;
    struct keys *own = folder_keys(f);
    char handed[] = "/tmp/orderd-handed-XXXXXX";
    assert_non_null(mkdtemp(handed));
    const char *file = arena_printf(f->arena, "%s/keys-secret", handed);
    assert_int_equal(rename(folder_file(f, "secret"), file), 0);
    assert_null(keys_open(f->path, f->why, sizeof f->why));
    assert_non_null(strstr(f->why, "secret: No such file"));

    setenv("CREDENTIALS_DIRECTORY", handed, 1);
    struct keys *given = folder_keys(f);
    assert_memory_equal(keys_secret(given), keys_secret(own), CRYPTO_KEY_BYTES);
    assert_true(keys_create(f->path, f->why, sizeof f->why));
    struct keys *another = folder_keys(f);
    assert_memory_not_equal(keys_secret(another), keys_secret(own), CRYPTO_KEY_BYTES);
    unsetenv("CREDENTIALS_DIRECTORY");

    unlink(file);
    rmdir(handed);
    keys_close(own);
    keys_close(given);
    keys_close(another);
}

/* Others than root can give nothing away. */
static void file_that_root_replaces_stays_whose_it_was(void **state)
{
    enum { SOMEBODY = 65534 };
    struct folder *f = *state;
    struct stat st;
    if (geteuid() != 0)
        return;
    assert_int_equal(chown(f->path, SOMEBODY, SOMEBODY), 0);
    folder_rotate(f);
    assert_int_equal(stat(folder_file(f, "secret"), &st), 0);
    assert_int_equal(st.st_uid, 0);
    assert_int_equal(unlink(folder_file(f, "secret")), 0);
    assert_true(keys_create(f->path, f->why, sizeof f->why));
    assert_int_equal(stat(folder_file(f, "secret"), &st), 0);
    assert_int_equal(st.st_uid, SOMEBODY);
}

static void a_code_is_of_its_purpose_and_its_text(void **state)
{
    struct folder *f = *state;
    struct arena *arena = arena_new(1024);
    struct keys *keys = folder_keys(f);
    const char *code = keys_mac(keys, arena, "tests", "text");
    assert_int_equal(strlen(code), 43);
    assert_string_equal(keys_mac(keys, arena, "tests", "text"), code);
    assert_string_not_equal(keys_mac(keys, arena, "tests", "texts"), code);
    assert_string_not_equal(keys_mac(keys, arena, "test", "stext"), code);
    keys_close(keys);
    arena_free(arena);
}

static void creating_makes_what_is_missing(void **state)
{
    struct folder *f = *state;
    struct keys *before = folder_keys(f);
    char id[KEY_ID_LENGTH + 1];
    strcpy(id, keys_current(before)->id);
    unlink(folder_file(f, "secret"));
    assert_true(keys_create(f->path, f->why, sizeof f->why));
    struct keys *after = folder_keys(f);
    assert_string_equal(keys_current(after)->id, id);
    assert_memory_not_equal(keys_secret(before), keys_secret(after), CRYPTO_KEY_BYTES);
    keys_close(before);
    keys_close(after);
}

/* The id is the first half of BLAKE2b-256 of the thumbprint's members (RFC 7638), so that it
 * follows from the key alone. */
static void id_is_the_thumbprint(void **state)
{
    (void)state;
    struct key key = {.id = ""};
    memset(key.seed, 7, sizeof key.seed);
    crypto_sign_public(key.public_key, key.seed);
    key_identify(&key);
    assert_string_equal(key.id, "QgS6ciGC5gzMl6CeJOszkQ");
}

static void rotation_shows_at_once(void **state)
{
    struct folder *f = *state;
    struct keys *keys = folder_keys(f);
    char old[KEY_ID_LENGTH + 1];
    strcpy(old, keys_current(keys)->id);
    folder_rotate(f);
    assert_string_not_equal(keys_current(keys)->id, old);
    assert_non_null(keys_find(keys, old, KEY_ID_LENGTH));
    keys_close(keys);
}

/* As above for a folder that was quiet for long, where the stamp alone tells. */
static void rotation_shows_in_a_quiet_folder(void **state)
{
    struct folder *f = *state;
    folder_settle(f, 1000);
    struct keys *keys = folder_keys(f);
    char old[KEY_ID_LENGTH + 1];
    strcpy(old, keys_current(keys)->id);
    folder_rotate(f);
    folder_settle(f, 500);
    assert_string_not_equal(keys_current(keys)->id, old);
    keys_close(keys);
}

/* The folder's stamp is the same after the rotation: an unknown id is looked for all the same. */
static void unknown_id_is_looked_for(void **state)
{
    struct folder *f = *state;
    folder_settle(f, 1000);
    struct keys *blind = folder_keys(f);
    time_t then = time(NULL) - 1000;
    folder_rotate(f);
    struct keys *seeing = folder_keys(f);
    char fresh[KEY_ID_LENGTH + 1];
    strcpy(fresh, keys_current(seeing)->id);
    folder_settle(f, time(NULL) - then);
    sleep(1); /* it looks once a second */
    assert_non_null(keys_find(blind, fresh, KEY_ID_LENGTH));
    keys_close(blind);
    keys_close(seeing);
}

static void what_is_taken_signs_until_the_folder_has_other_keys(void **state)
{
    struct folder *f = *state;
    struct keys *keys = folder_keys(f);
    struct keyring ring = *keys_ring(keys);
    keyring_renew(&ring);
    keys_take(keys, &ring);
    assert_string_equal(keys_current(keys)->id, ring.current);
    folder_put(f, "audit-head", "1 00\n");
    assert_string_equal(keys_current(keys)->id, ring.current);
    folder_rotate(f);
    assert_string_not_equal(keys_current(keys)->id, ring.current);
    assert_null(keys_find(keys, ring.current, KEY_ID_LENGTH));
    keys_close(keys);
}

static void others_are_asked_now_and_then_and_sooner_when_a_key_is_missed(void **state)
{
    struct folder *f = *state;
    struct keys *keys = folder_keys(f);
    assert_true(keys_due(keys));
    assert_false(keys_due(keys));
    sleep(1);
    assert_false(keys_due(keys));
    assert_null(keys_find(keys, "AAAAAAAAAAAAAAAAAAAAAA", KEY_ID_LENGTH));
    assert_false(keys_behind(keys));
    assert_true(keys_due(keys));
    keys_take(keys, NULL);
    assert_true(keys_behind(keys));
    keys_take(keys, keys_ring(keys));
    assert_false(keys_behind(keys));
    keys_close(keys);
}

/* What can't be read is refused at the start, and does not take a running worker's keys away. */
static void damage_leaves_the_keys_in_force(void **state)
{
    struct folder *f = *state;
    struct keys *keys = folder_keys(f);
    folder_put(f, "current", "AAAAAAAAAAAAAAAAAAAAAA\n");
    assert_non_null(keys_current(keys));
    assert_null(keys_open(f->path, f->why, sizeof f->why));
    assert_non_null(strstr(f->why, "current: names a key that is not there"));
    folder_put(f, "secret", "short\n");
    assert_null(keys_open(f->path, f->why, sizeof f->why));
    assert_non_null(strstr(f->why, "secret: not 32 bytes"));
    keys_close(keys);
}

static void key_of_another_name_is_refused(void **state)
{
    struct folder *f = *state;
    struct keys *keys = folder_keys(f);
    const char *own = arena_printf(f->arena, "%s.jwk", keys_current(keys)->id);
    assert_int_equal(rename(folder_file(f, own), folder_file(f, "AAAAAAAAAAAAAAAAAAAAAA.jwk")), 0);
    folder_put(f, "current", "AAAAAAAAAAAAAAAAAAAAAA\n");
    assert_null(keys_open(f->path, f->why, sizeof f->why));
    assert_non_null(strstr(f->why, "not a private JWK"));
    keys_close(keys);
}

static void key_with_a_foreign_half_is_refused(void **state)
{
    struct folder *f = *state;
    struct keys *keys = folder_keys(f);
    struct key key = *keys_current(keys);
    struct key other = {.id = ""};
    crypto_sign_key(other.seed, other.public_key);
    folder_put(f, arena_printf(f->arena, "%s.jwk", key.id),
               arena_printf(f->arena,
                            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"x\":\"%s\","
                            "\"d\":\"%s\",\"created\":1}",
                            key.id, crypto_base64url(f->arena, other.public_key, CRYPTO_KEY_BYTES),
                            crypto_base64url(f->arena, key.seed, CRYPTO_KEY_BYTES)));
    assert_null(keys_open(f->path, f->why, sizeof f->why));
    assert_non_null(strstr(f->why, "not a private JWK"));
    keys_close(keys);
}

/* What a restore does, over a folder that may be damaged. */
static void import_makes_folders_alike(void **state)
{
    struct folder *f = *state;
    void *other_state;
    folder_new(&other_state);
    struct folder *other = other_state;
    folder_rotate(f);
    struct keys *keys = folder_keys(f);
    struct keys *before = folder_keys(other);
    const char *theirs = arena_printf(f->arena, "%s.jwk", keys_current(before)->id);
    folder_put(other, theirs, "damaged");
    assert_true(keys_import(other->path, f->path, f->why, sizeof f->why));

    struct keys *after = folder_keys(other);
    assert_string_equal(keys_current(after)->id, keys_current(keys)->id);
    assert_memory_equal(keys_secret(after), keys_secret(keys), CRYPTO_KEY_BYTES);
    assert_int_not_equal(access(folder_file(other, theirs), F_OK), 0);
    folder_rotate(other);
    assert_non_null(keys_find(after, keys_current(keys)->id, KEY_ID_LENGTH));
    keys_close(keys);
    keys_close(before);
    keys_close(after);
    folder_free(&other_state);
}

static void missing_folder_says_so(void **state)
{
    struct folder *f = *state;
    assert_null(keys_open("/nonexistent/keys", f->why, sizeof f->why));
    assert_string_equal(f->why, "/nonexistent/keys: No such file or directory");
    assert_false(keys_create("/nonexistent/keys", f->why, sizeof f->why));
}

static void published_keys_hold_no_secret(void **state)
{
    struct folder *f = *state;
    folder_rotate(f);
    struct keys *keys = folder_keys(f);
    struct buf out = buf_new(f->arena);
    struct json_writer w = json_writer(&out);
    const char *error;
    keys_write_jwks(keys, &w);
    const struct json *list =
        json_member(json_read(f->arena, out.data, out.length, &error), "keys");
    assert_int_equal(list->count, 2);
    for (const struct json *key = list->first; key; key = key->next) {
        assert_null(json_member(key, "d"));
        assert_int_equal(key->count, 6);
        const char *id = json_member(key, "kid")->text;
        const struct key *known = keys_find(keys, id, strlen(id));
        assert_string_equal(json_member(key, "x")->text,
                            crypto_base64url(f->arena, known->public_key, CRYPTO_KEY_BYTES));
    }
    keys_close(keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        folder_test(new_folder_is_private),
        folder_test(creating_again_changes_nothing),
        folder_test(creating_makes_what_is_missing),
        folder_test(secret_that_is_handed_in_stands_in_for_its_file),
        folder_test(file_that_root_replaces_stays_whose_it_was),
        folder_test(a_code_is_of_its_purpose_and_its_text),
        folder_test(id_is_the_thumbprint),
        folder_test(rotation_shows_at_once),
        folder_test(rotation_shows_in_a_quiet_folder),
        folder_test(unknown_id_is_looked_for),
        folder_test(what_is_taken_signs_until_the_folder_has_other_keys),
        folder_test(others_are_asked_now_and_then_and_sooner_when_a_key_is_missed),
        folder_test(damage_leaves_the_keys_in_force),
        folder_test(key_of_another_name_is_refused),
        folder_test(key_with_a_foreign_half_is_refused),
        folder_test(import_makes_folders_alike),
        folder_test(missing_folder_says_so),
        folder_test(published_keys_hold_no_secret),
    };
    return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
