/* What an order costs, worked out by hand. */
/* SPDX-License-Identifier: MIT */
#include "../../request.h"
#include "../../rows.h"
#include "api/orders/price.h"
#include "base/log.h"

static const struct route route = {.facts = {Q_ORDER_CONTEXT, Q_ORDER_ITEMS}};

/* The shop: 8 % tax, shipping 10.00, free from 100.00. */
static const struct column shop_columns[] = {
    {"tax_rate", NUMERIC},           {"shipping_cost", NUMERIC},
    {"free_shipping_from", NUMERIC}, {"tax_included", BOOL},
    {"prices_include_tax", BOOL},    {"taxes_shipping", BOOL},
    {"tax_exemption", TEXT},         {"discount_terms", TEXT},
    {"discount_kind", TEXT},         {"discount_value", NUMERIC},
    {"discount_minimum", NUMERIC},   {"discount_categories", TEXT},
    {"discount_products", TEXT},     {"discount_by_code", BOOL},
    {"code_is_new", BOOL},           {"code_is_used_up", BOOL},
    {"code_guesses", INT8},          {"discount_reason", TEXT},
    {"refuses_elsewhere", BOOL},     {"is_sold", BOOL},
    {"had_own_money", BOOL},         {"takes_code", INT8}};

/* Prices without tax, or with it; shipping taxed as the goods, or not; an exemption. */
#define TAXED(included, shipping, exemption) included, included, shipping, exemption
#define NO_DISCOUNT NULL, NULL, NULL, NULL, NULL, NULL, "f", "f", "f", NULL, NULL
#define DISCOUNT(kind, value, minimum)                                                             \
    "{}", kind, value, minimum, NULL, NULL, "f", "f", "f", NULL, "Why"
#define NEW_ORDER "f", "f", "f", NULL
#define PLAIN TAXED("f", "f", "none"), NO_DISCOUNT, NEW_ORDER

static const struct column item_columns[] = {
    {"id", INT8},
    {"is_active", BOOL},
    {"requested_id", INT8},
    {"sku", TEXT},
    {"name", TEXT},
    {"price", NUMERIC},
    {"available", INT8},
    {"quantity", INT8},
    {"by_weight", BOOL},
    {"rate_price", NUMERIC},
    {"weight_kg", NUMERIC},
    {"category_id", INT8},
    {"sent_price", NUMERIC},
    {"sent_reason", TEXT},
    {"by_rates", BOOL},
    {"goes_abroad", BOOL},
    {"taxed_there", BOOL},
    {"tax_rate", NUMERIC},
    {"tax_name", TEXT},
    {"home_rate", NUMERIC},
    {"old_quantity", INT8},
    {"old_price", NUMERIC},
    {"old_rate", NUMERIC},
    {"old_tax_name", TEXT},
    {"old_catalogue_price", NUMERIC},
    {"old_reason", TEXT},
};

/* Of an item whose price is the catalogue's, in a shop of one rate; or by rates, one of which is
 * its (there, then at home); of a new order. */
#define FLAT NULL, NULL, NULL, "f", "f", "f", NULL, NULL, NULL, NEW_LINE
#define RATED(abroad, rate, home) NULL, NULL, NULL, "t", abroad, "t", rate, "VAT", home, NEW_LINE
#define NEW_LINE NULL, NULL, NULL, NULL, NULL, NULL
#define ITEM(id, price, quantity, ...)                                                             \
    id, "t", id, "SKU", "Thing", price, "1000", quantity, "f", NULL, "0.000", __VA_ARGS__

/* One item of the request: a product that is for sale, of which 50 are there, and no weight. */
#define PEN(price, quantity)                                                                       \
    "1", "t", "1", "PEN", "Pen", price, "50", quantity, "f", NULL, "0.000", FLAT
#define BOOK(price, quantity)                                                                      \
    "2", "t", NULL, "BOOK", "Book", price, "50", quantity, "f", NULL, "0.000", FLAT

static struct request *ordering(struct arena *arena, const struct rows *items)
{
    struct request *r = REQUEST(arena, NULL, &route, "REQUEST_METHOD=POST");
    r->role = ROLE_CUSTOMER;
    r->facts[0] = ROWS(arena, shop_columns, "0.080000", "10.00", "100.00", PLAIN);
    r->facts[1] = items;
    return r;
}

#define ORDERING(arena, ...) ordering(arena, ROWS(arena, item_columns, __VA_ARGS__))

static void assert_priced(struct request *r, cents subtotal, cents tax, cents shipping, cents total)
{
    struct pricing pricing;
    assert_int_equal(price_order(r, &pricing), E_OK);
    assert_int_equal(pricing.subtotal, subtotal);
    assert_int_equal(pricing.tax, tax);
    assert_int_equal(pricing.shipping_cost, shipping);
    assert_int_equal(pricing.total, total);
}

static void lines_tax_and_shipping_add_up(void **state)
{
    /* 3 × 1.99 + 2 × 12.50 = 30.97; 8 % of it 2.4776 */
    assert_priced(ORDERING(*state, PEN("1.99", "3"), BOOK("12.50", "2")), 3097, 248, 1000, 4345);
}

static void tax_is_rounded_half_away_from_zero(void **state)
{
    /* 8 % of 0.56 is 0.0448, of 0.57 0.0456, of 3.0625 … 0.245: the half goes up */
    assert_priced(ORDERING(*state, PEN("0.56", "1")), 56, 4, 1000, 1060);
    assert_priced(ORDERING(*state, PEN("0.57", "1")), 57, 5, 1000, 1062);
    struct request *r = ORDERING(*state, PEN("0.50", "1"));
    r->facts[0] = ROWS(*state, shop_columns, "0.090000", "10.00", NULL, PLAIN);
    assert_priced(r, 50, 5, 1000, 1055); /* 0.045 */
}

static void shipping_is_free_from_the_shops_limit_on(void **state)
{
    assert_priced(ORDERING(*state, PEN("99.99", "1")), 9999, 800, 1000, 11799); /* 7.9992 */
    assert_priced(ORDERING(*state, PEN("100.00", "1")), 10000, 800, 0, 10800);
    struct request *r = ORDERING(*state, PEN("100.00", "1"));
    r->facts[0] = ROWS(*state, shop_columns, "0.080000", "10.00", NULL, PLAIN);
    assert_priced(r, 10000, 800, 1000, 11800);
}

static void rates_by_weight_take_the_place_of_the_settings(void **state)
{
    assert_priced(ORDERING(*state, "1", "t", "1", "PEN", "Pen", "200.00", "50", "1", "t", "4.20",
                           "0.300", FLAT),
                  20000, 1600, 420, 22020);
}

static void a_weight_without_a_rate_has_no_price(void **state)
{
    struct pricing pricing;
    struct request *r =
        ORDERING(*state, "1", "t", "1", "PEN", "Pen", "1.00", "50", "1", "t", NULL, "31.500", FLAT);
    assert_int_equal(price_order(r, &pricing), E_NO_SHIPPING_RATE);
    assert_string_equal(r->detail, "No shipping rate covers 31.500 kg.");
}

static void items_of_one_product_are_one_line(void **state)
{
    struct pricing pricing;
    struct request *r = ORDERING(*state, BOOK("12.50", "1"), PEN("1.00", "2"), BOOK("12.50", "3"));
    assert_int_equal(price_order(r, &pricing), E_OK);
    assert_int_equal(pricing.count, 2);
    assert_int_equal(pricing.subtotal, 5200);
    price_bind(r, &pricing);
    assert_string_equal(values_get(&r->values, P_PRODUCT_IDS), "{2,1}");
    assert_string_equal(values_get(&r->values, P_QUANTITIES), "{4,2}");
    assert_string_equal(values_get(&r->values, P_PRICES), "{12.50,1.00}");
    assert_string_equal(values_get(&r->values, P_SUBTOTAL), "52.00");
    assert_string_equal(values_get(&r->values, P_TAX), "4.16");
    assert_string_equal(values_get(&r->values, P_ORDER_SHIPPING_COST), "10.00");
    assert_string_equal(values_get(&r->values, P_TOTAL), "66.16");
}

static void what_is_not_for_sale_is_named_by_what_was_sent(void **state)
{
    struct pricing pricing;
    struct request *r = ORDERING(*state, PEN("1.00", "1"), "7", "f", "7", "OLD", "Old", "1.00", "5",
                                 "1", "f", NULL, "0.000", FLAT, NULL, NULL, NULL, NULL, NULL, NULL,
                                 NULL, "1", "f", NULL, "0.000", FLAT);
    assert_int_equal(price_order(r, &pricing), E_INVALID_FIELDS);
    assert_int_equal(r->invalid.count, 2);
    assert_string_equal(r->invalid.first->pointer, "/items/1/product_id");
    assert_string_equal(r->invalid.first->next->pointer, "/items/2/sku");
    assert_string_equal(r->invalid.first->code, "unknown_product");
}

/* numeric(12,2) holds 9,999,999,999.99 of tax and shipping as well: goods have a tenth of it. */
static void more_than_an_order_can_be_worth_is_refused(void **state)
{
    struct pricing pricing;
    struct request *r = ORDERING(*state, PEN("9999999.99", "99"), BOOK("9999999.99", "1"));
    assert_int_equal(price_order(r, &pricing), E_OK);
    assert_int_equal(pricing.subtotal, 99999999900);
    r = ORDERING(*state, PEN("9999999.99", "100"), BOOK("0.99", "1"));
    assert_int_equal(price_order(r, &pricing), E_OK);
    assert_int_equal(pricing.subtotal, 99999999999);
    r = ORDERING(*state, PEN("9999999.99", "100"), BOOK("1.00", "1"));
    assert_int_equal(price_order(r, &pricing), E_INVALID_FIELDS);
    assert_string_equal(r->invalid.first->pointer, "/items/1/quantity");
    assert_string_equal(r->invalid.first->code, "too_large");
}

static void nothing_costs_nothing_however_much_of_it(void **state)
{
    assert_priced(ORDERING(*state, PEN("0.00", "1000000")), 0, 0, 1000, 1000);
}

static void a_manager_sets_what_shipping_costs(void **state)
{
    struct request *r =
        ORDERING(*state, "1", "t", "1", "PEN", "Pen", "1.00", "50", "1", "t", NULL, "31.500", FLAT);
    r->role = ROLE_MANAGER;
    values_set(&r->values, P_SHIPPING_COST, "3.50");
    assert_priced(r, 100, 8, 350, 458); /* even where no rate covers the weight */
}

static void others_agree_to_so_much_and_pay_no_more(void **state)
{
    struct pricing pricing;
    struct request *r = ORDERING(*state, PEN("1.00", "1"));
    values_set(&r->values, P_SHIPPING_COST, "12.00");
    assert_priced(r, 100, 8, 1000, 1108); /* a lower one is charged */
    values_set(&r->values, P_SHIPPING_COST, "9.99");
    assert_int_equal(price_order(r, &pricing), E_SHIPPING_COST_CHANGED);
    assert_string_equal(r->invalid.first->pointer, "/shipping_cost");
    assert_string_equal(r->invalid.first->more, "\"shipping_cost\":10.00");
}

static void each_line_that_is_short_is_listed(void **state)
{
    struct pricing pricing;
    struct request *r = ORDERING(*state, PEN("1.00", "51"), BOOK("1.00", "50"));
    assert_int_equal(price_order(r, &pricing), E_OK);
    assert_int_equal(price_check_stock(r, &pricing), E_INSUFFICIENT_STOCK);
    assert_int_equal(r->invalid.count, 1);
    assert_string_equal(r->invalid.first->pointer, "/items/0/quantity");
    assert_string_equal(r->invalid.first->more,
                        "\"product_id\":1,\"sku\":\"PEN\",\"requested\":51,\"available\":50");
    r = ORDERING(*state, PEN("1.00", "50"));
    assert_int_equal(price_order(r, &pricing), E_OK);
    assert_int_equal(price_check_stock(r, &pricing), E_OK);
}

/* ---- the tables of the contract ---- */

static struct pricing pricing_of(struct request *r)
{
    struct pricing pricing;
    assert_int_equal(price_order(r, &pricing), E_OK);
    return pricing;
}

static void assert_line(const struct line *line, cents subtotal, cents discount, cents tax)
{
    assert_int_equal(line->subtotal, subtotal);
    assert_int_equal(line->discount, discount);
    assert_int_equal(line->tax, tax);
}

#define IN_SHOP(arena, shipping, free_from, taxed, discount, ...)                                  \
    ({                                                                                             \
        struct request *r_ = ORDERING(arena, __VA_ARGS__);                                         \
        r_->facts[0] = ROWS(arena, shop_columns, "0.080000", shipping, free_from, taxed, discount, \
                            NEW_ORDER);                                                            \
        r_;                                                                                        \
    })

/* 20 % and 5 %, 10 % off, shipping 10.00 taxed as the goods. */
static void two_rates_a_discount_and_taxed_shipping(void **state)
{
    struct pricing p = pricing_of(IN_SHOP(*state, "10.00", NULL, TAXED("f", "t", "none"),
                                          DISCOUNT("percent", "10.00", NULL),
                                          ITEM("1", "3.33", "3", RATED("f", "0.2", "0.2")),
                                          ITEM("2", "10.01", "1", RATED("f", "0.2", "0.2")),
                                          ITEM("3", "1.99", "7", RATED("f", "0.05", "0.05"))));
    assert_line(&p.lines[0], 999, 100, 180);
    assert_line(&p.lines[1], 1001, 100, 180);
    assert_line(&p.lines[2], 1393, 139, 63);
    assert_int_equal(p.subtotal, 3393);
    assert_int_equal(p.discount, 339);
    assert_int_equal(p.rate_count, 2);
    assert_int_equal(p.rates[0].net, 1799 + 1 + 589);
    assert_int_equal(p.rates[1].net, 1254 + 411);
    assert_int_equal(p.rates[0].tax, 478);
    assert_int_equal(p.rates[1].tax, 83);
    assert_int_equal(p.shipping_tax, 118 + 20);
    assert_int_equal(p.tax, 561);
    assert_int_equal(p.total, 4615);
}

static void ten_off_three_lines_of_ten(void **state)
{
    struct pricing p =
        pricing_of(IN_SHOP(*state, "0.00", NULL, TAXED("f", "f", "none"),
                           DISCOUNT("amount", "10.00", NULL), ITEM("1", "10.00", "1", FLAT),
                           ITEM("2", "10.00", "1", FLAT), ITEM("3", "10.00", "1", FLAT)));
    assert_line(&p.lines[0], 1000, 333, 53);
    assert_line(&p.lines[1], 1000, 334, 54);
    assert_line(&p.lines[2], 1000, 333, 53);
    assert_int_equal(p.tax, 160);
    assert_true(p.own_money);
}

static void a_discount_takes_no_more_than_there_is(void **state)
{
    struct pricing p =
        pricing_of(IN_SHOP(*state, "0.00", NULL, TAXED("f", "f", "none"),
                           DISCOUNT("amount", "10.00", NULL), ITEM("1", "4.00", "2", FLAT)));
    assert_line(&p.lines[0], 800, 800, 0);
    assert_int_equal(p.total, 0);
}

static void tax_in_the_prices_is_counted_and_not_added(void **state)
{
    struct pricing p =
        pricing_of(IN_SHOP(*state, "0.00", NULL, TAXED("t", "f", "none"), NO_DISCOUNT,
                           ITEM("1", "23.00", "3", RATED("f", "0.07", "0.07"))));
    assert_int_equal(p.tax, 451);
    assert_int_equal(p.total, 6900);
    p = pricing_of(IN_SHOP(*state, "0.00", NULL, TAXED("t", "f", "none"),
                           DISCOUNT("percent", "25.00", NULL),
                           ITEM("1", "23.90", "10", RATED("f", "0.2", "0.2"))));
    assert_int_equal(p.total, 17925);
    assert_line(&p.lines[0], 23900, 5975, 2988); /* 179.25 / 6 = 29.875 */
}

static void who_is_not_charged_pays_the_price_without_the_tax_of_home_by_the_piece(void **state)
{
    struct pricing p =
        pricing_of(IN_SHOP(*state, "0.00", NULL, TAXED("t", "f", "exempt"), NO_DISCOUNT,
                           ITEM("1", "23.00", "3", RATED("f", "0.07", "0.07"))));
    assert_int_equal(p.lines[0].unit_price, 2150);
    assert_int_equal(p.total, 6450);
    assert_int_equal(p.tax, 0);
}

static void reverse_charge_holds_outside_home_only(void **state)
{
    struct pricing p =
        pricing_of(IN_SHOP(*state, "0.00", NULL, TAXED("f", "f", "reverse_charge"), NO_DISCOUNT,
                           ITEM("1", "100.00", "1", RATED("t", "0.19", "0.2"))));
    assert_int_equal(p.tax, 0);
    assert_string_equal(p.rates[0].name, "Reverse charge");
    p = pricing_of(IN_SHOP(*state, "0.00", NULL, TAXED("f", "f", "reverse_charge"), NO_DISCOUNT,
                           ITEM("1", "100.00", "1", RATED("f", "0.2", "0.2"))));
    assert_int_equal(p.tax, 2000);
}

static void free_shipping_is_judged_without_the_discount(void **state)
{
    struct pricing p =
        pricing_of(IN_SHOP(*state, "10.00", "100.00", TAXED("f", "f", "none"),
                           DISCOUNT("amount", "10.00", NULL), ITEM("1", "105.00", "1", FLAT)));
    assert_int_equal(p.shipping_cost, 1000);
}

static void under_its_minimum_a_discount_that_was_given_is_none(void **state)
{
    struct pricing p =
        pricing_of(IN_SHOP(*state, "10.00", NULL, TAXED("f", "f", "none"),
                           DISCOUNT("percent", "50.00", "20.01"), ITEM("1", "20.00", "1", FLAT)));
    assert_int_equal(p.discount, 0);
    p = pricing_of(IN_SHOP(*state, "10.00", NULL, TAXED("f", "f", "none"),
                           DISCOUNT("free_shipping", NULL, "20.00"),
                           ITEM("1", "20.00", "1", FLAT)));
    assert_int_equal(p.shipping_cost, 0);
    assert_int_equal(p.total, 2160);
}

/* Shipping goes over the rates even where the goods are free. */
static void the_shipping_of_what_costs_nothing_is_taxed(void **state)
{
    struct pricing p =
        pricing_of(IN_SHOP(*state, "10.00", NULL, TAXED("f", "t", "none"),
                           DISCOUNT("percent", "100.00", NULL), ITEM("1", "20.00", "1", FLAT)));
    assert_int_equal(p.shipping_tax, 80);
    assert_int_equal(p.total, 1080);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(lines_tax_and_shipping_add_up),
        arena_test(tax_is_rounded_half_away_from_zero),
        arena_test(shipping_is_free_from_the_shops_limit_on),
        arena_test(rates_by_weight_take_the_place_of_the_settings),
        arena_test(a_weight_without_a_rate_has_no_price),
        arena_test(items_of_one_product_are_one_line),
        arena_test(what_is_not_for_sale_is_named_by_what_was_sent),
        arena_test(more_than_an_order_can_be_worth_is_refused),
        arena_test(nothing_costs_nothing_however_much_of_it),
        arena_test(a_manager_sets_what_shipping_costs),
        arena_test(others_agree_to_so_much_and_pay_no_more),
        arena_test(each_line_that_is_short_is_listed),
        arena_test(two_rates_a_discount_and_taxed_shipping),
        arena_test(ten_off_three_lines_of_ten),
        arena_test(a_discount_takes_no_more_than_there_is),
        arena_test(tax_in_the_prices_is_counted_and_not_added),
        arena_test(who_is_not_charged_pays_the_price_without_the_tax_of_home_by_the_piece),
        arena_test(reverse_charge_holds_outside_home_only),
        arena_test(free_shipping_is_judged_without_the_discount),
        arena_test(under_its_minimum_a_discount_that_was_given_is_none),
        arena_test(the_shipping_of_what_costs_nothing_is_taxed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
