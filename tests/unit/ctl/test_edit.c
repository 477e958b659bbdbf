/* Lines of settings, changed in files that somebody else has written. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../unit.h"
#include "ctl/edit.h"

static char folder[] = "/tmp/orderd-edit-XXXXXX";
static char path[64], standard[64];

static void put(const char *at, const char *content)
{
    FILE *file = fopen(at, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
}

static const char *get(const char *at)
{
    static char text[1000];
    FILE *file = fopen(at, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* What a file of this content is after name = b. */
static const char *set(struct arena *arena, const char *content)
{
    struct edit edit;
    put(path, content);
    assert_true(edit_open(&edit, arena, path, standard));
    edit_set(&edit, "name", " = b");
    assert_true(edit_save(&edit, 0640, (gid_t)-1));
    return get(path);
}

static void changes_one_line(void **state)
{
    assert_string_equal(set(*state, "x = 1\nname = a\ny = 2\n"), "x = 1\nname = b\ny = 2\n");
    assert_string_equal(set(*state, "x = 1\n  name=a"), "x = 1\n  name = b\n");
    assert_string_equal(set(*state, "#name = a\nname = a\n"), "#name = a\nname = b\n");
    assert_string_equal(set(*state, "# name = of a\n#name = a\n"), "# name = of a\nname = b\n");
    assert_string_equal(set(*state, "names = a\nmy name = a"),
                        "names = a\nmy name = a\nname = b\n");
    assert_string_equal(set(*state, ""), "name = b\n");
}

static void begins_with_the_standard(void **state)
{
    struct edit edit;
    struct stat st;
    unlink(path);
    put(standard, "#name = a\nx = 1\n");
    assert_true(edit_open(&edit, *state, path, standard));
    assert_true(edit.is_new);
    edit_set(&edit, "name", " = b");
    assert_true(edit_save(&edit, 0640, (gid_t)-1));
    assert_string_equal(get(path), "name = b\nx = 1\n");
    assert_string_equal(get(standard), "#name = a\nx = 1\n");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
}

static void leaves_what_is_so_already(void **state)
{
    struct edit edit;
    struct stat before, after;
    put(path, "name = b\n");
    assert_int_equal(stat(path, &before), 0);
    assert_true(edit_open(&edit, *state, path, standard));
    edit_set(&edit, "name", " = b");
    assert_true(edit_save(&edit, 0640, (gid_t)-1));
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(changes_one_line),
        arena_test(begins_with_the_standard),
        arena_test(leaves_what_is_so_already),
    };
    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/settings", folder);
    snprintf(standard, sizeof standard, "%s/standard", folder);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    unlink(standard);
    rmdir(folder);
    return failed;
}
