/* A plan that is too long is not run, and takes nobody with it. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"
#include "gateway/gateway.h"
#include "gateway/route.h"

static void one_too_many_is_not_run(void **state)
{
    struct plan plan = {.kept = PLAN_STATEMENTS - 2};
    struct values values = values_new(*state, P_COUNT);
    const struct rows *rows[PLAN_STATEMENTS];
    plan_add(&plan, Q_SHOP_GET);
    plan_add(&plan, Q_NONE);
    plan_add(&plan, Q_SHOP_GET);
    assert_false(plan.overfull);
    plan_add(&plan, Q_NONE);
    assert_false(plan.overfull);
    plan_add(&plan, Q_SHOP_UPDATE);
    assert_true(plan.overfull);
    assert_int_equal(plan.count, 2);
    assert_int_equal(db_run(NULL, *state, &plan, &values, rows), E_INTERNAL);
    assert_int_equal(db_stream(NULL, &plan, &values, NULL, NULL), E_INTERNAL);
}

static enum error adds_two(struct request *r)
{
    plan_add(&r->plan, Q_SHOP_GET);
    plan_add(&r->plan, Q_SHOP_UPDATE);
    return E_OK;
}

static const struct route rows[] = {
    {.method = "GET",
     .pattern = "/two",
     .flags = R_NO_TOKEN | R_NO_DB,
     .handler = adds_two,
     .plans = 1},
    {.method = NULL},
};

static void a_handler_keeps_to_its_row(void **state)
{
    static const struct route *const tables[] = {rows, NULL};
    char method[] = "REQUEST_METHOD=GET", path[] = "ROUTE_PATH=/api/v1/two";
    char *params[] = {method, path, NULL};
    const struct conf conf = {.request_seconds = 30};
    struct service service = {.conf = &conf, .db = db_open("", "test", 0, NULL), .pool = POOL_ANY};
    routes_open(tables);
    struct request *r = request_new(&service, *state, params);
    gateway_serve(r);
    assert_int_equal(r->refused, E_INTERNAL);
    assert_int_equal(r->plan.count, 1);
    db_close(service.db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(one_too_many_is_not_run),
        arena_test(a_handler_keeps_to_its_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
