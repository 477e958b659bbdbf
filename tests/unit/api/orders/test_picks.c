/* Which lines are taken, of the items of a shipment or a return. */
/* SPDX-License-Identifier: MIT */
#include "../../request.h"
#include "../../rows.h"
#include "api/orders/picks.h"

static const struct route route = {.facts = {Q_ORDER_GET, Q_ORDER_LINES_NAMED}};

static const struct column columns[] = {
    {"id", INT8},       {"requested_line_id", INT8}, {"requested_id", INT8}, {"product_sku", TEXT},
    {"quantity", INT8}, {"restock", BOOL},           {"open", INT8},
};

/* An item that names a line of which 5 are still to ship. */
#define ITEM(line, quantity, restock) line, line, NULL, "SKU-" line, quantity, restock, "5"

static struct request *picking(struct arena *arena, const struct rows *items)
{
    struct request *r = REQUEST(arena, NULL, &route, "REQUEST_METHOD=POST");
    r->facts[1] = items;
    return r;
}

#define PICKING(arena, ...) picking(arena, ROWS(arena, columns, __VA_ARGS__))

static void items_of_one_line_are_one_pick(void **state)
{
    int64_t pieces;
    struct request *r =
        PICKING(*state, ITEM("12", "2", "t"), ITEM("11", "1", "f"), ITEM("12", "3", "t"));
    assert_int_equal(picks_read(r, PICKS_OPEN, &pieces), E_OK);
    assert_int_equal(pieces, 6);
    assert_string_equal(values_get(&r->values, P_LINE_IDS), "{12,11}");
    assert_string_equal(values_get(&r->values, P_LINE_QUANTITIES), "{5,1}");
    assert_string_equal(values_get(&r->values, P_LINE_RESTOCKS), "{t,f}");
}

static void no_items_pick_nothing(void **state)
{
    int64_t pieces = -1;
    struct request *r = picking(*state, NULL);
    assert_int_equal(picks_read(r, PICKS_OPEN, &pieces), E_OK);
    assert_int_equal(pieces, 0);
    assert_false(values_has(&r->values, P_LINE_IDS));
}

static void what_is_no_line_is_named_by_what_was_sent(void **state)
{
    static const char *const pointers[] = {"/items/1/order_line_id", "/items/2/product_id",
                                           "/items/3/sku"};
    int64_t pieces;
    struct request *r =
        PICKING(*state, ITEM("11", "1", "f"), NULL, "99", NULL, NULL, "1", "f", NULL, NULL, NULL,
                "7", NULL, "1", "f", NULL, NULL, NULL, NULL, NULL, "1", "f", NULL);
    assert_int_equal(picks_read(r, PICKS_OPEN, &pieces), E_INVALID_FIELDS);
    assert_int_equal(r->invalid.count, LENGTH(pointers));
    const struct invalid *invalid = r->invalid.first;
    for (size_t i = 0; i < LENGTH(pointers); i++, invalid = invalid->next) {
        assert_string_equal(invalid->pointer, pointers[i]);
        assert_string_equal(invalid->code, "unknown_line");
    }
}

static void a_line_is_restocked_or_it_is_not(void **state)
{
    int64_t pieces;
    struct request *r =
        PICKING(*state, ITEM("11", "1", "f"), ITEM("12", "1", "t"), ITEM("11", "1", "t"));
    assert_int_equal(picks_read(r, PICKS_OPEN, &pieces), E_INVALID_FIELDS);
    assert_int_equal(r->invalid.count, 1);
    assert_string_equal(r->invalid.first->pointer, "/items/2/restock");
    assert_string_equal(r->invalid.first->code, "ambiguous");
}

static void more_than_is_left_of_a_line_is_refused_with_what_is(void **state)
{
    int64_t pieces;
    struct request *r =
        PICKING(*state, ITEM("11", "5", "f"), ITEM("12", "3", "f"), ITEM("12", "3", "f"));
    assert_int_equal(picks_read(r, PICKS_OPEN, &pieces), E_QUANTITY_EXCEEDED);
    assert_int_equal(r->invalid.count, 1);
    assert_string_equal(r->invalid.first->pointer, "/items/1/quantity");
    assert_string_equal(r->invalid.first->more,
                        "\"order_line_id\":12,\"sku\":\"SKU-12\",\"requested\":6,\"remaining\":5");
    assert_false(values_has(&r->values, P_LINE_IDS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(items_of_one_line_are_one_pick),
        arena_test(no_items_pick_nothing),
        arena_test(what_is_no_line_is_named_by_what_was_sent),
        arena_test(a_line_is_restocked_or_it_is_not),
        arena_test(more_than_is_left_of_a_line_is_refused_with_what_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
