/* Every rule of the table of routes: the row that breaks it, and the line that says so. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "../unit.h"
#include "api/routes.h"
#include "gateway/route_check.h"

#define NAMED(method_, pattern_)                                                                   \
    .method = method_, .pattern = pattern_, .tag = "things", .summary = "Things"
#define THINGS NAMED("GET", "/things")
#define MAKES NAMED("POST", "/things"), .flags = R_CREATES, .status = 201
#define FACT .facts = {Q_SHOP_GET}
#define SHOWS .show = Q_SHOP_GET

static const struct field page_fields[] = {{.name = "per_page"}, {.name = NULL}};
static const struct schema page = {.name = "Page", .fields = page_fields};
static const struct schema half = {.name = "Half", .fields = page_fields + 1};
static const struct field twice_fields[] = {{.name = "a"}, {.name = "a"}, {.name = NULL}};
static const struct schema twice = {.name = "Twice", .fields = twice_fields};
static const struct field id_fields[] = {{.name = "kind"}, {.name = "id"}, {.name = NULL}};
static const struct schema id_schema = {.name = "Id", .fields = id_fields};
static const struct field me_fields[] = {{.name = "me_id"}, {.name = NULL}};
static const struct schema me_schema = {.name = "Me", .fields = me_fields};

static const struct sort sorts[] = {{"id", Q_CATEGORIES_LIST, NULL}, {NULL, Q_NONE, NULL}};
static const struct sort bad_sorts[] = {
    {"id", Q_CATEGORIES_LIST, NULL}, {"name", Q_SHOP_GET, NULL}, {NULL, Q_NONE, NULL}};
static const struct list list = {sorts, Q_PRODUCTS_COUNT};
static const struct list unsorted = {sorts + 1, Q_PRODUCTS_COUNT};
static const struct list badly_sorted = {bad_sorts, Q_PRODUCTS_COUNT};
static const struct list uncounted = {sorts, Q_CATEGORIES_LIST};

static enum error nothing(struct request *r)
{
    (void)r;
    return E_OK;
}

static const struct {
    struct route rows[3]; /* ended by one without a method */
    const char *line;     /* NULL: all is well */
} cases[] = {
    {{{THINGS, FACT}, {MAKES, SHOWS}}, NULL},
    {{{THINGS, FACT, .list = &list, .answer = &half}}, NULL},

    {{{NAMED("FETCH", "/things"), FACT}}, "FETCH /things: is no method"},
    {{{.method = "GET", .pattern = "/things", FACT}}, "GET /things: has no tag or no summary"},
    {{{NAMED("GET", "things"), FACT}}, "GET things: a segment is neither a word nor a {parameter}"},
    {{{NAMED("GET", "/things/"), FACT}},
     "GET /things/: a segment is neither a word nor a {parameter}"},
    {{{NAMED("GET", "/things/no-{id}"), FACT}},
     "GET /things/no-{id}: a segment is neither a word nor a {parameter}"},
    {{{NAMED("GET", "/things/{id"), FACT}},
     "GET /things/{id: a segment is neither a word nor a {parameter}"},

    {{{THINGS, FACT}, {THINGS, FACT}}, "GET /things: stands twice"},
    {{{NAMED("GET PUT", "/things"), FACT}, {NAMED("PUT", "/things"), FACT}},
     "PUT /things: stands twice"},
    {{{NAMED("GET", "/things"), .also = "/old", FACT}, {NAMED("GET", "/old/things"), FACT}},
     "GET /old/things: stands twice"},
    {{{NAMED("GET", "/things/{id}"), FACT}, {NAMED("PUT", "/things/{name}"), FACT}},
     "PUT /things/{name}: /things/{id} is the same path"},
    {{{THINGS, FACT}, {NAMED("PUT", "/things"), .pool = POOL_PAY, FACT}},
     "PUT /things: GET has another pool, and nginx knows the path alone"},

    {{{THINGS, .pool = POOLS, FACT}}, "GET /things: there is no such pool"},
    {{{THINGS, .role = ROLE_ADMIN + 1, FACT}}, "GET /things: there is no such role"},
    {{{THINGS, .pool = POOL_LIVE, FACT}}, "GET /things: the pool live has no database"},
    {{{THINGS, .flags = R_NO_DB, FACT}}, "GET /things: is R_NO_DB, and names statements"},

    {{{NAMED("PUT", "/things"), .body = &id_schema, .set = {P_KIND, "new"}, FACT}},
     "PUT /things: kind of its body is also said by its .set"},
    {{{NAMED("PUT", "/things/{id}"), .body = &id_schema, FACT}},
     "PUT /things/{id}: id of its body is also said by its path"},
    {{{NAMED("PUT", "/things"), .body = &id_schema, .query = &id_schema, FACT}},
     "PUT /things: kind of its query is also said by its body"},
    {{{THINGS, .query = &me_schema, FACT}},
     "GET /things: me_id of its query is also said by the gateway"},
    {{{NAMED("GET", "/things/{id}"), .set = {P_ID, "1"}, FACT}},
     "GET /things/{id}: id of its .set is also said by its path"},
    {{{THINGS, .set = {P_KIND}, FACT}}, "GET /things: .set has no name or no value"},

    {{{THINGS, .facts = {Q_SHOP_GET, Q_NONE, Q_SHOP_GET}}},
     "GET /things: its statements have a gap, behind which none is run"},
    {{{THINGS, FACT, .write = {Q_NONE, Q_SHOP_UPDATE}}},
     "GET /things: its statements have a gap, behind which none is run"},
    {{{THINGS, .facts = {Q_SHOP_GET, Q_SHOP_GET}, .list = &list, .answer = &half}},
     "GET /things: 5 facts, with those of its list, of 4 at most"},
    {{{NAMED("PUT", "/things"), FACT, .plans = 1}},
     "PUT /things: has .plans, and no handler that names them"},
    {{{NAMED("PUT", "/things"), FACT, .handler = nothing, .plans = 12,
       .write = {Q_SHOP_UPDATE, Q_SHOP_UPDATE}, SHOWS}},
     "PUT /things: its longest plan has 17 statements, of 16 at most"},

    {{{THINGS}}, "GET /things: answers nothing"},
    {{{NAMED("PUT", "/things"), FACT, .show = Q_CATEGORIES_LIST}},
     "PUT /things: shows categories_list, which does not answer one row"},
    {{{NAMED("PUT", "/things"), FACT, .handler = nothing, .after = nothing}},
     "PUT /things: has .after, and shows nothing"},
    {{{THINGS, FACT, .status = 302}}, "GET /things: 302 is no status of success"},
    {{{THINGS, FACT, .status = 204}}, "GET /things: 204 goes with R_NO_CONTENT"},
    {{{MAKES, FACT}}, "POST /things: creates, and shows nothing"},
    {{{NAMED("POST", "/things"), .flags = R_CREATES, SHOWS}},
     "POST /things: 201 goes with R_CREATES"},

    {{{THINGS, .list = &list, .query = &page, .answer = &half}},
     "GET /things: per_page of its query is also said by its list"},
    {{{NAMED("PUT", "/things"), FACT, .body = &twice}},
     "PUT /things: Twice: a shares a name with another field"},
    {{{THINGS, .list = &list}}, "GET /things: has a list, and answers something else"},
    {{{THINGS, .list = &unsorted, .answer = &half}}, "GET /things: has a list without an order"},
    {{{THINGS, .list = &uncounted, .answer = &half}},
     "GET /things: has a list whose count is none"},
    {{{THINGS, .list = &badly_sorted, .answer = &half}},
     "GET /things: sorts by shop_get, which does not answer rows"},

    {{{THINGS, .stream = nothing, .handler = nothing}},
     "GET /things: streams, and has what it would not come to"},
    {{{NAMED("POST", "/things"), .stream = nothing, .body = &half, .takes = "text/csv",
       .body_most = 1}},
     "POST /things: takes a body, and reads it itself"},
    {{{THINGS, FACT, .flags = R_RELAYED}},
     "GET /things: is R_RELAYED, and no GET of a plain path for a role"},
    {{{THINGS, FACT, .role = ROLE_STAFF, .flags = R_RELAYED}},
     "GET /things: is R_RELAYED, and gives nothing or asks nobody"},
    {{{THINGS, FACT, .handler = nothing, .flags = R_REPLICA}},
     "GET /things: is R_REPLICA, and more than what its facts, list or stream say"},
    {{{THINGS, FACT, .gives = "text/csv"}},
     "GET /things: takes or gives as a stream does, and is none"},
    {{{NAMED("POST", "/things"), .stream = nothing, .takes = "text/csv"}},
     "POST /things: takes a body of no size"},
    {{{THINGS, FACT, .body = &half}}, "GET /things: is a GET, and takes a body or a key"},
    {{{NAMED("PUT", "/things"), FACT, .flags = R_BODY_OPTIONAL}},
     "PUT /things: is R_BODY_OPTIONAL, and takes none"},
    {{{THINGS, FACT, .flags = R_PUBLIC_CACHE, .role = ROLE_CUSTOMER}},
     "GET /things: is R_PUBLIC_CACHE, and not for anyone"},
    {{{NAMED("PUT", "/things"), FACT, .flags = R_HASHES}},
     "PUT /things: is R_HASHES, and nginx counts nobody"},
    {{{THINGS, FACT, .flags = R_NO_TOKEN, .role = ROLE_CUSTOMER}},
     "GET /things: is R_NO_TOKEN, and for a role"},
};

static void a_bad_row_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct route *const tables[] = {cases[i].rows, NULL};
        char why[300] = "all is well";
        routes_open(tables);
        bool sound = routes_check(why, sizeof why);
        assert_string_equal(why, cases[i].line ? cases[i].line : "all is well");
        assert_int_equal(sound, cases[i].line == NULL);
    }
}

static void the_table_is_sound(void **state)
{
    char why[300] = "";
    (void)state;
    routes_open(api_routes);
    if (!routes_check(why, sizeof why))
        fail_msg("%s", why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bad_row_is_named),
        cmocka_unit_test(the_table_is_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
