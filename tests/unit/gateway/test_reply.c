/* Replies as they leave: problems, rows, and the headers that go with them. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../request.h"
#include "../rows.h"
#include "gateway/reply.h"

static const struct field thing_fields[] = {{.name = "version", .type = F_INT}, {.name = NULL}};
static const struct schema thing = {.name = "Thing", .fields = thing_fields};

static const struct route table[] = {
    {.method = "GET", .pattern = "/things/{id}", .facts = {Q_PRODUCT_GET}, .answer = &thing},
    {.method = "POST", .pattern = "/things", .flags = R_CREATES},
    {.method = "POST", .pattern = "/things/{id}/parts", .flags = R_CREATES},
    {.method = "GET", .pattern = "/open", .flags = R_PUBLIC_CACHE},
    {.method = NULL},
};

static int open_table(void **state)
{
    static const struct route *const tables[] = {table, NULL};
    (void)state;
    routes_open(tables);
    return 0;
}

static struct request *asking(struct arena *arena, const struct route *route, const char *method)
{
    return REQUEST(arena, NULL, route, "REQUEST_ID=abc",
                   arena_printf(arena, "REQUEST_METHOD=%s", method));
}

static void a_problem_has_its_words_and_the_requests_id(void **state)
{
    struct request *r = asking(*state, &table[0], "GET");
    reply_problem(r, E_NOT_FOUND);
    assert_int_equal(r->reply.status, 404);
    assert_string_equal(r->reply.type, "application/problem+json");
    assert_non_null(strstr(r->reply.body.data, "{\"type\":\"about:blank\","));
    assert_non_null(strstr(r->reply.body.data, "\"status\":404,"));
    assert_non_null(strstr(r->reply.body.data, "\"code\":\"not_found\",\"request_id\":\"abc\"}"));
}

static void a_problem_takes_the_place_of_what_was_begun(void **state)
{
    struct request *r = asking(*state, &table[0], "GET");
    buf_text(&r->reply.body, "{\"half\":");
    request_header(r, "Link", "<x>");
    r->reply.etag = "1";
    reply_problem(r, E_NOT_FOUND);
    assert_null(strstr(r->reply.body.data, "half"));
    assert_int_equal(r->reply.headers.length, 0);
    assert_null(r->reply.etag);
}

static void a_problem_lists_what_was_wrong(void **state)
{
    struct request *r = asking(*state, &table[1], "POST");
    r->detail = "Say it again.";
    request_invalid(r, "/a", "too_small", "must be \"1\"", "\"least\":1");
    request_invalid(r, "/b", "required", "is required", NULL);
    reply_problem(r, E_INVALID_FIELDS);
    assert_non_null(strstr(r->reply.body.data, "\"detail\":\"Say it again.\""));
    assert_non_null(strstr(
        r->reply.body.data,
        ",\"errors\":[{\"pointer\":\"/a\",\"code\":\"too_small\",\"detail\":\"must be \\\"1\\\"\","
        "\"least\":1},{\"pointer\":\"/b\",\"code\":\"required\",\"detail\":\"is required\"}]}"));
}

static void a_refusal_says_what_would_help(void **state)
{
    struct request *r = asking(*state, &table[0], "GET");
    reply_problem(r, E_AUTHENTICATION_REQUIRED);
    assert_string_equal(r->reply.headers.data, "WWW-Authenticate: Bearer realm=\"orderd\"\r\n");
    r = asking(*state, &table[0], "DELETE");
    r->allow = "GET, HEAD, OPTIONS";
    reply_problem(r, E_METHOD_NOT_ALLOWED);
    assert_string_equal(r->reply.headers.data, "Allow: GET, HEAD, OPTIONS\r\n");
    r = asking(*state, &table[0], "GET");
    reply_problem(r, E_OVERLOADED);
    assert_string_equal(r->reply.headers.data, "Retry-After: 2\r\n");
    r = asking(*state, &table[0], "GET");
    r->retry_seconds = 40;
    reply_problem(r, E_RATE_LIMITED);
    assert_string_equal(r->reply.headers.data, "Retry-After: 40\r\n");
}

static const struct column shown[] = {{"id", INT8}, {"version", INT8}};
static const struct column hidden[] = {{"id", INT8}, {"_version", INT8}};
static const struct column unversioned[] = {{"id", INT8}};

static void a_row_has_the_etag_of_its_version(void **state)
{
    struct request *r = asking(*state, &table[0], "GET");
    reply_row(r, ROWS(*state, shown, "7", "3"));
    assert_string_equal(r->reply.body.data, "{\"id\":7,\"version\":3}");
    assert_string_equal(r->reply.etag, "3");
    r = asking(*state, &table[0], "GET");
    reply_row(r, ROWS(*state, hidden, "7", "3"));
    assert_string_equal(r->reply.body.data, "{\"id\":7}");
    assert_string_equal(r->reply.etag, "3");
    r = asking(*state, &table[0], "GET");
    reply_row(r, ROWS(*state, unversioned, "7"));
    assert_null(r->reply.etag);
}

/* The status with which it is answered who knows that. */
static int known(struct arena *arena, const char *method, const char *if_none_match)
{
    struct request *r =
        REQUEST(arena, NULL, &table[0], arena_printf(arena, "REQUEST_METHOD=%s", method),
                arena_printf(arena, "HTTP_IF_NONE_MATCH=%s", if_none_match));
    r->reply.status = 200;
    r->reply.etag = "3";
    buf_text(&r->reply.body, "{}");
    reply_unless_known(r);
    assert_int_equal(r->reply.body.length, r->reply.status == 304 ? 0 : 2);
    return r->reply.status;
}

static void who_has_it_is_not_sent_it_again(void **state)
{
    struct request *r = asking(*state, &table[0], "GET");
    r->reply.status = 200;
    r->reply.etag = "3";
    buf_text(&r->reply.body, "{}");
    reply_unless_known(r);
    assert_int_equal(r->reply.status, 200);
    const char *tag = r->reply.etag;
    assert_memory_equal(tag, "3-", 2);

    assert_int_equal(known(*state, "GET", arena_printf(*state, "\"%s\"", tag)), 304);
    assert_int_equal(known(*state, "HEAD", arena_printf(*state, "\"%s\"", tag)), 304);
    assert_int_equal(known(*state, "GET", arena_printf(*state, "\"a\" , W/\"%s\",\"b\"", tag)),
                     304);
    assert_int_equal(known(*state, "GET", "*"), 304);
    assert_int_equal(known(*state, "GET", ""), 200);
    assert_int_equal(known(*state, "GET", tag), 200);
    assert_int_equal(known(*state, "GET", "\"3\""), 200);
    assert_int_equal(known(*state, "GET", "\"3-\""), 200);
    assert_int_equal(known(*state, "GET", arena_printf(*state, "\"%sx\"", tag)), 200);
    assert_int_equal(known(*state, "GET", arena_printf(*state, "\"%s", tag)), 200);
}

static void a_refusal_is_sent_whatever_they_have(void **state)
{
    struct request *r =
        REQUEST(*state, NULL, &table[0], "REQUEST_METHOD=GET", "HTTP_IF_NONE_MATCH=*");
    reply_problem(r, E_NOT_FOUND);
    reply_unless_known(r);
    assert_int_equal(r->reply.status, 404);
    r = REQUEST(*state, NULL, &table[1], "REQUEST_METHOD=POST", "HTTP_IF_NONE_MATCH=*");
    r->reply.status = 200;
    reply_unless_known(r);
    assert_int_equal(r->reply.status, 200);
}

static void a_change_takes_the_tag_of_what_was_read(void **state)
{
    static const struct {
        const char *tags;
        enum error error;
    } cases[] = {{"\"3\"", E_OK},
                 {"\"3-abc\"", E_OK},
                 {"\"0\", W/\"3-abc\"", E_OK},
                 {"*", E_OK},
                 {"\"33\"", E_PRECONDITION_FAILED},
                 {"\"2-3\"", E_PRECONDITION_FAILED},
                 {"3", E_PRECONDITION_FAILED},
                 {"\"3", E_PRECONDITION_FAILED}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct request *r = REQUEST(*state, NULL, &table[0],
                                    arena_printf(*state, "HTTP_IF_MATCH=%s", cases[i].tags));
        assert_int_equal(request_if_match(r, "3"), cases[i].error);
    }
}

static const char *location(struct arena *arena, const struct route *route, int status, bool dry)
{
    struct request *r = asking(arena, route, "POST");
    r->reply.status = status;
    values_set(&r->values, P_ID, "7");
    values_set_bool(&r->values, P_DRY_RUN, dry);
    reply_row(r, ROWS(arena, unversioned, "7"));
    return r->reply.headers.length ? r->reply.headers.data : "";
}

static void what_was_made_says_where_it_is_found(void **state)
{
    assert_string_equal(location(*state, &table[1], 201, false), "Location: /api/v1/things/7\r\n");
    assert_string_equal(location(*state, &table[1], 201, true), "");
    assert_string_equal(location(*state, &table[1], 200, false), "");
    assert_string_equal(location(*state, &table[2], 201, false), "");
}

static const char *printed(struct request *r, int status, const char *body)
{
    struct buf out = buf_new(r->arena);
    r->reply.status = status;
    buf_text(&r->reply.body, body);
    reply_print(r, &out);
    return out.data;
}

#define FOR_LOG "X-Orderd-Route: /things/{id}\r\nX-Orderd-Database: 0.000000\r\n"

static void an_answer_is_printed_with_its_length(void **state)
{
    assert_string_equal(printed(asking(*state, &table[0], "GET"), 200, "{\"id\":7}"),
                        "Status: 200\r\n" FOR_LOG "Cache-Control: no-store\r\n"
                        "Content-Type: application/json\r\nContent-Length: 8\r\n\r\n{\"id\":7}");
    assert_string_equal(printed(asking(*state, &table[0], "HEAD"), 200, "{\"id\":7}"),
                        "Status: 200\r\n" FOR_LOG "Cache-Control: no-store\r\n"
                        "Content-Type: application/json\r\nContent-Length: 8\r\n\r\n");
    assert_string_equal(printed(asking(*state, &table[0], "DELETE"), 204, ""),
                        "Status: 204\r\n" FOR_LOG "Cache-Control: no-store\r\n\r\n");
}

static void what_anyone_may_see_may_be_kept_unless_somebody_asks(void **state)
{
    static struct token somebody = {.user_id = "7"};
    struct request *r = asking(*state, &table[3], "GET");
    assert_non_null(strstr(printed(r, 200, "{}"), "\r\nCache-Control: no-cache\r\n"));
    assert_non_null(strstr(printed(r, 200, ""), "\r\nX-Accel-Expires: @"));
    assert_non_null(strstr(printed(r, 304, ""), "\r\nCache-Control: no-cache\r\n"));
    assert_null(strstr(printed(r, 404, ""), "X-Accel-Expires"));
    r->reply.etag = "3";
    assert_non_null(strstr(printed(r, 200, ""), "\r\nETag: \"3\"\r\n"));
    r->token = &somebody;
    assert_null(strstr(printed(r, 200, ""), "X-Accel-Expires"));
    assert_non_null(strstr(printed(r, 200, ""), "X-Orderd-User: 7\r\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(a_problem_has_its_words_and_the_requests_id),
        arena_test(a_problem_takes_the_place_of_what_was_begun),
        arena_test(a_problem_lists_what_was_wrong),
        arena_test(a_refusal_says_what_would_help),
        arena_test(a_row_has_the_etag_of_its_version),
        arena_test(who_has_it_is_not_sent_it_again),
        arena_test(a_refusal_is_sent_whatever_they_have),
        arena_test(a_change_takes_the_tag_of_what_was_read),
        arena_test(what_was_made_says_where_it_is_found),
        arena_test(an_answer_is_printed_with_its_length),
        arena_test(what_anyone_may_see_may_be_kept_unless_somebody_asks),
    };
    return cmocka_run_group_tests(tests, open_table, NULL);
}
