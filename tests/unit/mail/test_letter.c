/* The templates that ship: every kind in every language, whole and in step. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit.h"
#include "mail/letter.h"
#include "mail/template.h"

static const char *folder(struct arena *arena)
{
    const char *top = getenv("srcdir");
    return arena_printf(arena, "%s/mail", top ? top : ".");
}

static bool made(struct arena *arena, const char *languages, const char *kind, const char *data,
                 struct letter *letter, const char **why)
{
    struct json *tree = json_read(arena, data, strlen(data), why);
    assert_non_null(tree);
    return letter_make(arena, folder(arena), languages, kind, tree, letter, why);
}

static void the_first_language_that_ships_is_taken(void **state)
{
    static const struct {
        const char *languages, *taken;
    } rows[] = {{"de", "de"}, {"fr de en", "de"}, {"en de", "en"},
                {"", "en"},   {"xx", "en"},       {"../mail/de", "en"}};
    struct letter letter;
    const char *why;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        assert_true(made(*state, rows[i].languages, "test", "{}", &letter, &why));
        assert_string_equal(letter.language, rows[i].taken);
    }
    assert_true(made(*state, "de", "test", "{\"shop\": \"X\"}", &letter, &why));
    assert_string_equal(letter.subject, "Ein Test von X");
}

static void a_value_can_not_end_the_subject(void **state)
{
    struct letter letter;
    const char *why;
    assert_true(made(*state, "en", "test", "{\"shop\": \"a\\nb\"}", &letter, &why));
    assert_string_equal(letter.subject, "A test from a\nb");
    assert_memory_equal(letter.text, "This mail", 9);
}

static void what_is_not_there_is_told(void **state)
{
    struct letter letter;
    const char *why;
    assert_false(made(*state, "de", "nothing", "{}", &letter, &why));
    assert_string_equal(why, arena_printf(*state, "no template nothing in %s", folder(*state)));
}

static bool is_kind(const char *name, struct arena *arena, const char *language)
{
    const struct templates from = {arena, folder(arena), language};
    const char *dot = strrchr(name, '.');
    if (!dot || strcmp(dot, ".txt") != 0)
        return false;
    const char *text =
        template_read(&from, arena_strndup(arena, name, (size_t)(dot - name)), "txt");
    return strncmp(text, "Subject:", 8) == 0;
}

/* Each file of one language is in the other, and each kind can be made of nothing. */
static int count_kinds(struct arena *arena, const char *language, const char *other)
{
    int kinds = 0;
    DIR *dir = opendir(arena_printf(arena, "%s/%s", folder(arena), language));
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (*entry->d_name == '.')
            continue;
        const char *twin = arena_printf(arena, "%s/%s/%s", folder(arena), other, entry->d_name);
        FILE *file = fopen(twin, "re");
        assert_non_null(file);
        fclose(file);
        if (!is_kind(entry->d_name, arena, language))
            continue;
        struct letter letter;
        const char *why = "";
        const char *kind = arena_strndup(arena, entry->d_name, strlen(entry->d_name) - 4);
        if (!made(arena, language, kind, "{}", &letter, &why))
            fail_msg("%s/%s: %s", language, kind, why);
        assert_string_equal(letter.language, language);
        kinds++;
    }
    closedir(dir);
    return kinds;
}

static void every_kind_is_there_in_every_language(void **state)
{
    int english = count_kinds(*state, "en", "de");
    assert_in_range(english, 17, 40);
    assert_int_equal(english, count_kinds(*state, "de", "en"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(the_first_language_that_ships_is_taken),
        arena_test(a_value_can_not_end_the_subject),
        arena_test(what_is_not_there_is_told),
        arena_test(every_kind_is_there_in_every_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
