/* Which languages somebody reads. */
/* SPDX-License-Identifier: MIT */
#include "../request.h"
#include "gateway/language.h"

static void the_best_come_first_each_once(void **state)
{
    static const struct {
        const char *header, *languages;
    } rows[] = {
        {"HTTP_ACCEPT_LANGUAGE=de", "de"},
        {"HTTP_ACCEPT_LANGUAGE=de-CH, de;q=0.9, en;q=0.8", "de en"},
        {"HTTP_ACCEPT_LANGUAGE=en;q=0.5,fr;q=0.9 , DE", "de fr en"},
        {"HTTP_ACCEPT_LANGUAGE=a,en;q=0,*,gsw-DE;Q=0.1,english", "gsw"},
        {"HTTP_ACCEPT_LANGUAGE=da, en-gb;q=0.8, en;q=0.7, sv, fi, nb", "da sv fi nb"},
        {"HTTP_ACCEPT_LANGUAGE=en;q=2,de;q=x,fr;level=1", NULL},
        {"HTTP_ACCEPT_LANGUAGE=*", NULL},
        {"HTTP_ACCEPT_LANGUAGE=", NULL},
        {"HTTP_ACCEPT_LANGUAGE=d\xc3\xa9,'; DROP", NULL},
        {"HTTP_ACCEPT=de", NULL},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const struct request *r = REQUEST(*state, NULL, NULL, rows[i].header);
        const char *languages = request_languages(r);
        if (rows[i].languages)
            assert_string_equal(languages, rows[i].languages);
        else
            assert_null(languages);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {arena_test(the_best_come_first_each_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
