/* Names and values of forms. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"
#include "net/form.h"

static void a_form_is_escaped(void **state)
{
    struct buf form = buf_new(*state);
    form_add(&form, "a", "1");
    form_add(&form, "none", NULL);
    form_add(&form, "metadata[x y]", "K&R = 100 %+~");
    form_add(&form, "empty", "");
    form_add(&form, "*-._", "\xc3\xa4\n");
    /* as new URLSearchParams(…).toString() writes it */
    assert_string_equal(form.data, "a=1&metadata%5Bx+y%5D=K%26R+%3D+100+%25%2B%7E&empty=&"
                                   "*-._=%C3%A4%0A");
}

int main(void)
{
    const struct CMUnitTest tests[] = {arena_test(a_form_is_escaped)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
