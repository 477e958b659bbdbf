/* The OpenAPI document: whole, closed in itself, and saying what the tables say. */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../../unit.h"
#include "api/routes.h"
#include "describe/openapi/openapi.h"
#include "gateway/route_traits.h"
#include "json/read.h"

static char *document_text(size_t *length)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    assert_non_null(out);
    openapi_write(out);
    fclose(out);
    return text;
}

/* The document as a tree; the reader also refuses a name that stands twice in one object, such
 * as two schemas of one name. */
static const struct json *document(struct arena *arena)
{
    size_t length;
    char *text = document_text(&length);
    const char *why = NULL;
    const struct json *tree = json_read(arena, text, length, &why);
    free(text);
    if (!tree)
        fail_msg("%s", why);
    return tree;
}

static const struct json *member(const struct json *object, const char *name)
{
    const struct json *found = json_member(object, name);
    if (!found)
        fail_msg("no member %s", name);
    return found;
}

static const struct json *operation(struct arena *arena, const struct json *tree,
                                    const struct route *route)
{
    char *method = arena_strdup(arena, route->method);
    for (char *c = method; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return member(member(member(tree, "paths"), route->pattern), method);
}

/* "#/components/schemas/Order": the pointer's ~1 and ~0 are not used in what we refer to. */
static const struct json *resolve(struct arena *arena, const struct json *tree, const char *ref)
{
    assert_int_equal(strncmp(ref, "#/", 2), 0);
    assert_null(strchr(ref, '~'));
    char *rest = arena_strdup(arena, ref + 2);
    for (char *part; tree && (part = strtok_r(rest, "/", &rest));)
        tree = json_member(tree, part);
    return tree;
}

static const struct json *schema_named(struct arena *arena, const struct json *tree,
                                       const char *name)
{
    const struct json *schema =
        resolve(arena, tree, arena_printf(arena, "#/components/schemas/%s", name));
    assert_non_null(schema);
    return schema;
}

static bool lists(const struct json *array, const char *text)
{
    for (const struct json *item = array->first; item; item = item->next) {
        if (item->text && strcmp(item->text, text) == 0)
            return true;
    }
    return false;
}

/* ---- the whole ---- */

static void twice_the_same(void **state)
{
    (void)state;
    size_t one_length, other_length;
    char *one = document_text(&one_length), *other = document_text(&other_length);
    assert_int_equal(one_length, other_length);
    assert_memory_equal(one, other, one_length);
    free(one);
    free(other);
}

static void every_route_is_an_operation(void **state)
{
    const struct json *tree = document(*state);
    size_t operations = 0, untold = 0;
    for (size_t i = 0; i < route_count; i++) {
        if (!route_is_public(&routes[i])) {
            assert_null(json_member(member(tree, "paths"), routes[i].pattern));
            untold++;
            continue;
        }
        const struct json *found = operation(*state, tree, &routes[i]);
        assert_string_equal(member(found, "summary")->text, routes[i].summary);
        assert_string_equal(member(found, "x-least-role")->text, role_name(routes[i].role));
    }
    for (const struct json *path = member(tree, "paths")->first; path; path = path->next)
        operations += path->count - (json_member(path, "parameters") != NULL);
    assert_int_equal(operations, route_count - untold);
}

static void operation_ids_are_unique(void **state)
{
    const struct json *tree = document(*state);
    const char **ids = arena_alloc(*state, route_count * sizeof *ids);
    size_t count = 0;
    for (size_t i = 0; i < route_count; i++) {
        if (!route_is_public(&routes[i]))
            continue;
        ids[count++] = member(operation(*state, tree, &routes[i]), "operationId")->text;
        for (size_t j = 0; j < count - 1; j++)
            assert_string_not_equal(ids[count - 1], ids[j]);
    }
}

static void assert_refs_resolve(struct arena *arena, const struct json *tree,
                                const struct json *node)
{
    if (node->name && strcmp(node->name, "$ref") == 0 && !resolve(arena, tree, node->text))
        fail_msg("%s leads nowhere", node->text);
    for (const struct json *child = node->first; child; child = child->next)
        assert_refs_resolve(arena, tree, child);
}

static void every_reference_resolves(void **state)
{
    const struct json *tree = document(*state);
    assert_refs_resolve(*state, tree, tree);
}

static void every_error_is_told_of(void **state)
{
    const struct json *responses = member(member(document(*state), "components"), "responses");
    for (int i = E_AGAIN; i < E_COUNT; i++) {
        const struct error_row *row = error_row((enum error)i);
        bool told = row->status == 405; /* no operation answers it */
        for (const struct json *r = responses->first; r; r = r->next)
            told = told || strstr(member(r, "description")->text,
                                  arena_printf(*state, "- `%s`: %s", row->code, row->detail));
        if (!told)
            fail_msg("%s is nowhere", row->code);
    }
}

/* ---- schemas ---- */

static void body_examples_pass_the_checker(void **state)
{
    const struct json *tree = document(*state);
    for (size_t i = 0; i < route_count; i++) {
        if (!routes[i].body)
            continue;
        const struct json *schema = schema_named(*state, tree, routes[i].body->name);
        struct invalids invalids = {.arena = *state};
        schema_check(routes[i].body, member(schema, "examples")->first, "", &invalids);
        if (invalids.count)
            fail_msg("%s: %s %s", routes[i].body->name, invalids.first->pointer,
                     invalids.first->detail);
        assert_string_equal(member(schema, "additionalProperties")->text,
                            routes[i].body->open ? "true" : "false");
    }
}

static void every_name_of_a_field_is_a_property(void **state)
{
    const struct json *schema = schema_named(*state, document(*state), "PaymentIn");
    const struct json *properties = member(schema, "properties");
    assert_null(json_member(member(properties, "method"), "deprecated"));
    assert_string_equal(member(member(properties, "token"), "deprecated")->text, "true");
    const struct json *names = member(member(schema, "allOf")->first, "oneOf");
    assert_string_equal(member(names->first, "required")->first->text, "method");
    assert_string_equal(member(names->last, "required")->first->text, "payment_method");
}

static void bounds_are_those_of_the_checker(void **state)
{
    const struct json *tree = document(*state);
    const struct json *product = member(schema_named(*state, tree, "ProductIn"), "properties");
    const struct json *price = member(product, "price");
    assert_string_equal(member(price, "maximum")->text, "9999999999.99");
    assert_true(lists(member(price, "type"), "string"));
    assert_string_equal(member(member(product, "sku"), "maxLength")->text, "64");
    assert_true(lists(member(member(product, "category"), "type"), "null"));

    const struct json *user = member(schema_named(*state, tree, "RegisterIn"), "properties");
    assert_string_equal(member(member(user, "email"), "maxLength")->text, "254");
    assert_string_equal(member(member(user, "password"), "minLength")->text, "8");
    assert_string_equal(member(member(user, "password"), "writeOnly")->text, "true");
}

static void alternatives_are_one_of(void **state)
{
    const struct json *schema = schema_named(*state, document(*state), "StockIn");
    const struct json *names = member(schema, "oneOf");
    assert_int_equal(names->count, 2);
    assert_string_equal(member(names->first, "required")->first->text, "adjustment");
    assert_string_equal(member(names->last, "required")->first->text, "quantity");
}

static void replies_have_all_their_fields(void **state)
{
    const struct json *schema = schema_named(*state, document(*state), "Product");
    assert_int_equal(member(schema, "required")->count, member(schema, "properties")->count);
    assert_null(json_member(schema, "additionalProperties"));
}

/* ---- operations ---- */

static const struct json *operation_at(struct arena *arena, const char *path, const char *method)
{
    return member(member(member(document(arena), "paths"), path), method);
}

static bool takes(const struct json *operation, const char *ref)
{
    for (const struct json *p = member(operation, "parameters")->first; p; p = p->next) {
        const struct json *to = json_member(p, "$ref");
        if (to && strcmp(to->text, ref) == 0)
            return true;
    }
    return false;
}

static void lists_answer_pages(void **state)
{
    const struct json *get = operation_at(*state, "/products", "get");
    const struct json *ok = member(member(get, "responses"), "200");
    const struct json *content = member(member(ok, "content"), "application/json");
    assert_string_equal(member(member(content, "schema"), "$ref")->text,
                        "#/components/schemas/ProductPage");
    for (const struct json *p = member(get, "parameters")->first; p; p = p->next) {
        const struct json *name = json_member(p, "name"); /* none: it is referred to */
        if (name && strcmp(name->text, "sort") == 0)
            assert_true(lists(member(member(p, "schema"), "enum"), "-price"));
    }
}

static void creating_is_safe_to_retry(void **state)
{
    const struct json *post = operation_at(*state, "/orders", "post");
    const struct json *headers = member(member(member(post, "responses"), "201"), "headers");
    assert_true(takes(post, "#/components/parameters/IdempotencyKey"));
    assert_false(takes(post, "#/components/parameters/IfMatch"));
    assert_non_null(json_member(headers, "Location"));
    assert_non_null(json_member(headers, "ETag"));
}

static void changing_honours_if_match(void **state)
{
    const struct json *patch = operation_at(*state, "/products/{id}", "patch");
    assert_true(takes(patch, "#/components/parameters/IfMatch"));
    assert_non_null(json_member(member(patch, "responses"), "412"));
}

static void reading_honours_if_none_match(void **state)
{
    static const char *const tagged[] = {"/products", "/products/{id}", "/orders/{id}",
                                         "/inventory/categories"};
    for (size_t i = 0; i < sizeof tagged / sizeof *tagged; i++) {
        const struct json *get = operation_at(*state, tagged[i], "get");
        const struct json *known = member(member(get, "responses"), "304");
        assert_true(takes(get, "#/components/parameters/IfNoneMatch"));
        assert_non_null(json_member(member(known, "headers"), "ETag"));
        assert_null(json_member(known, "content"));
    }
    assert_null(json_member(member(operation_at(*state, "/orders", "get"), "responses"), "304"));
    assert_false(takes(operation_at(*state, "/products/{id}", "patch"),
                       "#/components/parameters/IfNoneMatch"));
}

static void tokens_are_required_optional_or_not_looked_at(void **state)
{
    const struct json *required = member(operation_at(*state, "/orders", "get"), "security");
    const struct json *optional = member(operation_at(*state, "/products", "get"), "security");
    const struct json *none = member(operation_at(*state, "/auth/login", "post"), "security");
    const struct json *session = member(operation_at(*state, "/auth/logout", "post"), "security");
    assert_int_equal(required->count, 2);
    assert_non_null(json_member(required->first, "bearerAuth"));
    assert_non_null(json_member(required->last, "apiKey"));
    assert_int_equal(session->count, 1);
    assert_non_null(json_member(session->first, "bearerAuth"));
    assert_int_equal(optional->count, 3);
    assert_int_equal(optional->first->count, 0);
    assert_int_equal(none->count, 0);
}

int main(void)
{
    routes_open(api_routes);
    const struct CMUnitTest tests[] = {
        arena_test(twice_the_same),
        arena_test(every_route_is_an_operation),
        arena_test(operation_ids_are_unique),
        arena_test(every_reference_resolves),
        arena_test(every_error_is_told_of),
        arena_test(body_examples_pass_the_checker),
        arena_test(every_name_of_a_field_is_a_property),
        arena_test(bounds_are_those_of_the_checker),
        arena_test(alternatives_are_one_of),
        arena_test(replies_have_all_their_fields),
        arena_test(lists_answer_pages),
        arena_test(creating_is_safe_to_retry),
        arena_test(changing_honours_if_match),
        arena_test(reading_honours_if_none_match),
        arena_test(tokens_are_required_optional_or_not_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
