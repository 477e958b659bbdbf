/* The table of routes as it is printed. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "../unit.h"
#include "describe/routes.h"
#include "gateway/route.h"

static const struct route rows[] = {
    {.method = "PATCH PUT",
     .pattern = "/things/{id}",
     .role = ROLE_MANAGER,
     .pool = POOL_PAY,
     .flags = R_BODY_OPTIONAL | R_OWN,
     .limit = "forgot",
     .query = &schema_nothing,
     .body = &schema_nothing,
     .set = {P_KIND, "new"},
     .facts = {Q_SHOP_GET, Q_CATEGORIES_LIST},
     .plans = 3,
     .write = {Q_SHOP_UPDATE},
     .show = Q_SHOP_GET,
     .status = 202,
     .answer = &schema_nothing},
    {.method = "GET", .pattern = "/things"},
    {.method = NULL},
};

static void a_route_is_a_line(void **state)
{
    static const struct route *const tables[] = {rows, NULL};
    static char *text; /* static: gcc 12 takes what fclose stores for a dangling pointer */
    static size_t length;
    (void)state;
    routes_open(tables);
    FILE *out = open_memstream(&text, &length);
    routes_write(out);
    fclose(out);
#define REST                                                                                       \
    "manager  pay      body_optional own limit=forgot query=Nothing body=Nothing set=kind:new "    \
    "facts=shop_get,categories_list plans=3 write=shop_update show=shop_get status=202 "           \
    "answer=Nothing\n"
    assert_string_equal(text,
                        "GET    /things                                     anyone   api     \n"
                        "PATCH  /things/{id}                                " REST
                        "PUT    /things/{id}                                " REST);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_route_is_a_line)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
