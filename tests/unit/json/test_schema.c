/* Walking a body along its schema: names, aliases, defaults, nesting, and all faults at once. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "json/schema.h"

static const struct field line_fields[] = {
    {.name = "product_id", .type = F_ID},
    {.name = "sku", .type = F_TEXT, .least = 1, .most = 50},
    {.name = "quantity",
     .aliases = "qty",
     .type = F_INT,
     .required = ALWAYS,
     .least = 1,
     .most = 10},
    {.name = "note", .type = F_TEXT, .standard = "none"},
    {.name = "gift", .type = F_BOOL, .standard = "false"},
    {0},
};
static const struct schema line = {
    .name = "LineIn", .fields = line_fields, .one_of = "product_id sku"};

static const struct field address_fields[] = {
    {.name = "street", .type = F_TEXT, .required = ALWAYS, .least = 1},
    {.name = "state", .type = F_TEXT, .nullable = ALWAYS},
    {.name = "postal_code", .aliases = "zipCode", .type = F_TEXT, .required = ALWAYS, .least = 1},
    {0},
};
static const struct schema address = {.name = "AddressIn", .fields = address_fields};

static const struct field order_fields[] = {
    {.name = "items", .type = F_ARRAY, .required = ALWAYS, .least = 1, .most = 3, .of = &line},
    {.name = "shipping_address", .type = F_ADDRESS, .of = &address},
    {.name = "customer_notes", .aliases = "notes description", .type = F_LINES, .nullable = ALWAYS},
    {.name = "shipping_cost", .type = F_MONEY, .least = 0, .most = 100000},
    {.name = "page", .type = F_INT, .least = 1, .standard = "1"},
    {0},
};
static const struct schema order = {.name = "OrderIn", .fields = order_fields};

static const struct field extra_fields[] = {
    {.name = "password", .type = F_PASSWORD, .secret = true},
    {.name = "address", .type = F_OBJECT, .of = &address},
    {.name = "raw", .type = F_JSON},
    {.name = "odd/~name", .type = F_INT},
    {0},
};
static const struct schema extra = {.name = "Extra", .fields = extra_fields};

/* One table for what is made, changed, asked for and shown. */
static const struct field thing[] = {
    {"id", F_ID, OUT, .meaning = "Identity"},
    {"name", F_TEXT, IN | CHANGE | OUT, .required = IN, .nullable = CHANGE, .aliases = "title"},
    {"size", F_INT, IN, .least = 1, .standard = "1"},
    {"size", F_ENUM, QUERY, .words = (const struct word[]){{"big", "big"}, {NULL, NULL}}},
    {"note", F_TEXT, .most = 5},
    {0},
};
static const struct schema thing_in = {"ThingIn", thing, .use = IN};
static const struct schema thing_change = {"ThingChange", thing, .use = CHANGE};
static const struct schema thing_query = {"ThingQuery", thing, .use = QUERY};
static const struct schema thing_out = {"Thing", thing, .use = OUT};

struct checked {
    struct arena *arena;
    const struct field_taken *out;
    struct invalids list;
};

static struct checked check_at(struct arena *arena, const struct schema *schema, const char *prefix,
                               const char *body)
{
    struct checked checked = {.arena = arena, .list = {.arena = arena}};
    const char *error;
    const struct json *input = json_read(arena, body, strlen(body), &error);
    if (!input)
        fail_msg("%s: %s", body, error);
    checked.out = schema_check(schema, input, prefix, &checked.list);
    return checked;
}

static const struct field_taken *taken_of(const struct field_taken *out, const char *name)
{
    while (out->field && strcmp(out->field->name, name) != 0)
        out++;
    return out;
}

static bool was_taken(const struct field_taken *out, const char *name)
{
    return taken_of(out, name)->field;
}

static const char *text_of(const struct field_taken *out, const char *name)
{
    assert_true(was_taken(out, name));
    return taken_of(out, name)->text;
}

/* All faults as "pointer code; pointer code". */
static const char *faults(const struct checked *checked)
{
    struct buf text = buf_new(checked->arena);
    size_t count = 0;
    for (const struct invalid *i = checked->list.first; i; i = i->next, count++) {
        assert_true(strlen(i->detail) > 5);
        buf_printf(&text, "%s%s %s", count ? "; " : "", i->pointer, i->code);
    }
    assert_int_equal(count, checked->list.count);
    return text.data;
}

static void assert_faults(struct arena *arena, const struct schema *schema, const char *body,
                          const char *expected)
{
    struct checked checked = check_at(arena, schema, "", body);
    assert_string_equal(faults(&checked), expected);
}

static const struct field_taken *must_fit(struct arena *arena, const struct schema *schema,
                                          const char *body)
{
    struct checked checked = check_at(arena, schema, "", body);
    assert_string_equal(faults(&checked), "");
    return checked.out;
}

static void sent_values_arrive_under_their_first_name(void **state)
{
    const struct field_taken *out =
        must_fit(*state, &order,
                 "{\"items\":[{\"product_id\":7,\"quantity\":2}],"
                 "\"description\":\"leave\\nit\",\"shipping_cost\":\"10.50\"}");
    assert_string_equal(text_of(out, "customer_notes"), "leave\nit");
    assert_false(was_taken(out, "description"));
    assert_string_equal(text_of(out, "shipping_cost"), "10.50");
    assert_false(was_taken(out, "shipping_address"));
}

static void defaults_fill_what_is_absent(void **state)
{
    const struct field_taken *out =
        must_fit(*state, &order, "{\"items\":[{\"product_id\":7,\"quantity\":2}]}");
    assert_string_equal(text_of(out, "page"), "1");
    out = must_fit(*state, &order, "{\"page\":3,\"items\":[{\"product_id\":7,\"quantity\":2}]}");
    assert_string_equal(text_of(out, "page"), "3");
}

static void null_is_a_value_only_where_the_schema_says(void **state)
{
    const struct field_taken *out = must_fit(
        *state, &order, "{\"customer_notes\":null,\"items\":[{\"sku\":\"A\",\"quantity\":2}]}");
    assert_true(was_taken(out, "customer_notes"));
    assert_null(text_of(out, "customer_notes"));
    assert_faults(*state, &order, "{\"items\":null}", "/items wrong_type");
    assert_faults(*state, &order, "{\"page\":null,\"items\":[{\"sku\":\"A\",\"quantity\":2}]}",
                  "/page wrong_type");
}

static void lists_become_json_with_renamed_members_and_defaults(void **state)
{
    const struct field_taken *out = must_fit(*state, &order,
                                             "{\"items\":[{\"qty\":\"2\",\"product_id\":7},"
                                             "{\"quantity\":1,\"sku\":\"a\\\"b\",\"gift\":true,"
                                             "\"note\":\"x\"}]}");
    assert_string_equal(text_of(out, "items"),
                        "[{\"product_id\":7,\"quantity\":2,\"note\":\"none\",\"gift\":false},"
                        "{\"sku\":\"a\\\"b\",\"quantity\":1,\"note\":\"x\",\"gift\":true}]");
}

static void an_address_is_an_object_or_a_string(void **state)
{
    const struct field_taken *out =
        must_fit(*state, &order,
                 "{\"items\":[{\"sku\":\"A\",\"quantity\":2}],"
                 "\"shipping_address\":{\"zipCode\":\"12345\",\"state\":null,"
                 "\"street\":\"1 Main\"}}");
    assert_string_equal(text_of(out, "shipping_address"),
                        "{\"street\":\"1 Main\",\"state\":null,\"postal_code\":\"12345\"}");
    out = must_fit(*state, &order,
                   "{\"items\":[{\"sku\":\"A\",\"quantity\":2}],"
                   "\"shipping_address\":\"1 \\\"Main\\\"\"}");
    assert_string_equal(text_of(out, "shipping_address"), "\"1 \\\"Main\\\"\"");
    assert_faults(*state, &order,
                  "{\"items\":[{\"sku\":\"A\",\"quantity\":2}],\"shipping_address\":5}",
                  "/shipping_address wrong_type");
}

static void objects_nest(void **state)
{
    const struct field_taken *out = must_fit(
        *state, &extra, "{\"address\":{\"street\":\"s\",\"postal_code\":\"1\"},\"raw\":[1, {}]}");
    assert_string_equal(text_of(out, "address"), "{\"street\":\"s\",\"postal_code\":\"1\"}");
    assert_string_equal(text_of(out, "raw"), "[1,{}]");
    assert_faults(*state, &extra, "{\"address\":\"s\"}", "/address wrong_type");
    assert_faults(*state, &extra, "{\"address\":[]}", "/address wrong_type");
}

static void all_faults_are_reported_with_pointers(void **state)
{
    assert_faults(*state, &order,
                  "{\"surprise\":1,\"items\":[{\"product_id\":0,\"quantity\":11},5,"
                  "{\"sku\":\"A\",\"extra\":1}],\"shipping_address\":{\"zipCode\":7},"
                  "\"shipping_cost\":1e2}",
                  "/surprise unknown_field; "
                  "/items/0/product_id too_small; /items/0/quantity too_large; "
                  "/items/1 wrong_type; "
                  "/items/2/extra unknown_field; /items/2/quantity required; "
                  "/shipping_address/street required; /shipping_address/zipCode wrong_type; "
                  "/shipping_cost invalid_format");
}

static void required_fields_are_named_by_their_first_name(void **state)
{
    assert_faults(*state, &order, "{}", "/items required");
}

static void lists_have_bounds(void **state)
{
    assert_faults(*state, &order, "{\"items\":[]}", "/items too_few");
    assert_faults(*state, &order, "{\"items\":[1,2,3,4]}", "/items too_many");
    assert_faults(*state, &order, "{\"items\":{}}", "/items wrong_type");
}

static void a_field_under_two_names_is_refused(void **state)
{
    assert_faults(*state, &order,
                  "{\"items\":[{\"sku\":\"A\",\"qty\":1,\"quantity\":1}],\"notes\":\"a\","
                  "\"description\":\"b\"}",
                  "/description exactly_one; /items/0/quantity exactly_one");
}

static void exactly_one_of_the_alternatives(void **state)
{
    assert_faults(*state, &line, "{\"quantity\":1}", " exactly_one");
    assert_faults(*state, &line, "{\"quantity\":1,\"product_id\":1,\"sku\":\"A\"}", " exactly_one");
    must_fit(*state, &line, "{\"quantity\":1,\"sku\":\"A\"}");
    struct checked checked = check_at(*state, &line, "", "{\"quantity\":1}");
    assert_string_equal(checked.list.first->detail, "must have exactly one of product_id, sku");
    assert_faults(*state, &order, "{\"items\":[{\"quantity\":1}]}", "/items/0 exactly_one");
}

static void names_match_whole_and_by_case(void **state)
{
    assert_faults(*state, &line, "{\"quantity\":1,\"SKU\":\"A\"}",
                  "/SKU unknown_field;  exactly_one");
    assert_faults(*state, &order,
                  "{\"items\":[{\"sku\":\"A\",\"quantity\":2}],\"notes description\":\"x\","
                  "\"\":1,\"note\":\"x\"}",
                  "/notes description unknown_field; / unknown_field; /note unknown_field");
}

static void pointers_are_escaped(void **state)
{
    assert_faults(*state, &extra, "{\"odd/~name\":\"x\",\"a~b/c\":1}",
                  "/a~0b~1c unknown_field; /odd~1~0name invalid_format");
}

static void a_query_points_with_a_question_mark(void **state)
{
    struct checked checked =
        check_at(*state, &order, "?", "{\"page\":\"0\",\"items\":\"x\",\"other\":\"\"}");
    assert_string_equal(faults(&checked),
                        "?other unknown_field; ?items wrong_type; ?page too_small");
}

static void a_query_names_a_field_once(void **state)
{
    struct arena *arena = *state;
    struct checked checked = {.arena = arena, .list = {.arena = arena}};
    struct json *query = json_node(arena, JSON_OBJECT, NULL, NULL);
    json_append(query, json_node(arena, JSON_STRING, "sku", "A"));
    json_append(query, json_node(arena, JSON_STRING, "quantity", "1"));
    json_append(query, json_node(arena, JSON_STRING, "sku", "B"));
    schema_check(&line, query, "?", &checked.list);
    assert_string_equal(faults(&checked), "?sku exactly_one");
}

static void a_prefix_begins_the_pointers(void **state)
{
    struct checked checked = check_at(*state, &line, "/0", "{\"sku\":1,\"quantity\":1}");
    assert_string_equal(faults(&checked), "/0/sku wrong_type");
}

static void a_body_must_be_an_object(void **state)
{
    static const char *const bodies[] = {"[]", "1", "\"x\"", "null", "true"};
    for (size_t i = 0; i < LENGTH(bodies); i++)
        assert_faults(*state, &line, bodies[i], " wrong_type");
}

static void secrets_are_not_echoed(void **state)
{
    struct checked checked = check_at(*state, &extra, "", "{\"password\":\"hunter2\"}");
    assert_string_equal(faults(&checked), "/password too_short");
    assert_null(strstr(checked.list.first->detail, "hunter2"));
}

static void at_most_five_hundred_faults_are_collected(void **state)
{
    struct arena *arena = *state;
    struct buf body = buf_new(arena);
    for (int i = 0; i < 600; i++) /* 200 unknown names in each of three lines */
        buf_printf(&body, "%s\"x%d\":1", i % 200 ? "," : i ? "},{" : "{\"items\":[{", i % 200);
    buf_text(&body, "}]}");
    struct checked checked = check_at(arena, &order, "", body.data);
    assert_int_equal(checked.list.count, 500);
    /* Each of the lines also lacks a product and a quantity, so the third has 500 - 2 * 202. */
    assert_string_equal(checked.list.last->pointer, "/items/2/x95");
}

/* So that what is known of it beside never ends up at another. */
static void a_fault_beyond_the_last_is_not_added(void **state)
{
    struct invalids list = {.arena = *state, .most = 1};
    struct invalid *first = invalid_add(&list, "/a", "required", "is required");
    assert_ptr_equal(first, list.last);
    assert_null(invalid_add(&list, "/b", "required", "is required"));
    assert_ptr_equal(first, list.last);
    assert_null(first->next);
    assert_int_equal(list.count, 1);
}

static void faulty_values_do_not_arrive(void **state)
{
    struct checked checked = check_at(*state, &line, "", "{\"quantity\":99,\"sku\":\"A\"}");
    assert_false(was_taken(checked.out, "quantity"));
    assert_string_equal(text_of(checked.out, "sku"), "A");
}

/* Others' messages have more than we read. */
static void an_open_schema_lets_others_fields_through(void **state)
{
    static const struct field fields[] = {{.name = "id", .type = F_TEXT, .required = ALWAYS}, {0}};
    static const struct schema open = {.name = "Open", .fields = fields, .open = true};
    const char *why;
    const char *text = "{\"more\": [1], \"id\": \"x\", \"other\": {}}";
    struct invalids invalids = {.arena = *state};
    const struct field_taken *out =
        schema_check(&open, json_read(*state, text, strlen(text), &why), "", &invalids);
    assert_int_equal(invalids.count, 0);
    assert_string_equal(text_of(out, "id"), "x");
    assert_false(was_taken(out, "more"));
}

/* ---- one table, many uses ---- */

static const char *names(struct arena *arena, const struct schema *schema)
{
    struct buf text = buf_new(arena);
    for (const struct field *f = schema_first(schema); f; f = schema_next(schema, f))
        buf_printf(&text, "%s ", f->name);
    return text.length ? text.data : "";
}

static void a_schema_has_the_rows_of_its_use(void **state)
{
    assert_string_equal(names(*state, &thing_in), "name size note ");
    assert_string_equal(names(*state, &thing_change), "name note ");
    assert_string_equal(names(*state, &thing_query), "size note ");
    assert_string_equal(names(*state, &thing_out), "id name note ");
    assert_string_equal(names(*state, &schema_nothing), "");
    assert_faults(*state, &thing_in, "{\"name\":\"x\",\"id\":1}", "/id unknown_field");
    assert_faults(*state, &thing_change, "{\"size\":1}", "/size unknown_field");
}

static void a_row_says_of_each_use_what_it_is(void **state)
{
    assert_faults(*state, &thing_in, "{}", "/name required");
    assert_faults(*state, &thing_in, "{\"name\":null}", "/name wrong_type");
    must_fit(*state, &thing_change, "{}");
    const struct field_taken *out = must_fit(*state, &thing_change, "{\"title\":null}");
    assert_true(was_taken(out, "name"));
    assert_false(was_taken(out, "size"));
}

static void rows_of_one_name_are_for_different_uses(void **state)
{
    const struct field_taken *out = must_fit(*state, &thing_in, "{\"name\":\"x\"}");
    assert_string_equal(text_of(out, "size"), "1");
    assert_faults(*state, &thing_in, "{\"name\":\"x\",\"size\":0}", "/size too_small");
    assert_faults(*state, &thing_query, "{\"size\":\"small\"}", "/size not_allowed");
    must_fit(*state, &thing_query, "{\"size\":\"BIG\"}");
}

static void a_schema_without_a_use_has_the_whole_table(void **state)
{
    static const struct field fields[] = {
        {"a", F_TEXT, .required = IN}, {"b", F_TEXT, OUT, .nullable = OUT}, {0}};
    static const struct schema whole = {.name = "Whole", .fields = fields};
    assert_faults(*state, &whole, "{\"b\":null}", "/a required");
}

static void a_field_is_found_by_any_of_its_names(void **state)
{
    (void)state;
    assert_ptr_equal(schema_field(&thing_in, "title"), &thing[1]);
    assert_ptr_equal(schema_field(&thing_in, "size"), &thing[2]);
    assert_ptr_equal(schema_field(&thing_query, "size"), &thing[3]);
    assert_null(schema_field(&thing_query, "title"));
    assert_null(schema_field(&thing_out, "size"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(an_open_schema_lets_others_fields_through),
        arena_test(sent_values_arrive_under_their_first_name),
        arena_test(defaults_fill_what_is_absent),
        arena_test(null_is_a_value_only_where_the_schema_says),
        arena_test(lists_become_json_with_renamed_members_and_defaults),
        arena_test(an_address_is_an_object_or_a_string),
        arena_test(objects_nest),
        arena_test(all_faults_are_reported_with_pointers),
        arena_test(required_fields_are_named_by_their_first_name),
        arena_test(lists_have_bounds),
        arena_test(a_field_under_two_names_is_refused),
        arena_test(exactly_one_of_the_alternatives),
        arena_test(names_match_whole_and_by_case),
        arena_test(pointers_are_escaped),
        arena_test(a_query_points_with_a_question_mark),
        arena_test(a_query_names_a_field_once),
        arena_test(a_prefix_begins_the_pointers),
        arena_test(a_body_must_be_an_object),
        arena_test(secrets_are_not_echoed),
        arena_test(at_most_five_hundred_faults_are_collected),
        arena_test(a_fault_beyond_the_last_is_not_added),
        arena_test(faulty_values_do_not_arrive),
        arena_test(a_schema_has_the_rows_of_its_use),
        arena_test(a_row_says_of_each_use_what_it_is),
        arena_test(rows_of_one_name_are_for_different_uses),
        arena_test(a_schema_without_a_use_has_the_whole_table),
        arena_test(a_field_is_found_by_any_of_its_names),
    };
    return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
