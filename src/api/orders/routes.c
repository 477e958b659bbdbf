/* Orders and what is done with them. */
/* SPDX-License-Identifier: MIT */
#include "api/columns.h"

#include "api/orders/orders.h"
#include "api/payments/payments.h"

/* What may give money back asks the provider for it, which takes its time: such routes are in the
 * pool "pay", where they keep nobody from ordering. */
#define REFUNDS .prepare = payment_prepare, .after = payment_follow

/* A named step of an order's life. */
#define ORDER_MOVE(method_, path, pool_, action, role_, summary_, ...)                             \
    {                                                                                              \
        ROUTE(method_, "/orders/{id}/" path, role_, pool_, "orders", summary_),                    \
            .flags = R_BODY_OPTIONAL, .query = &dry_run_query, .body = &order_note_in,             \
            .set = {P_ACTION, action}, .facts = {Q_ORDER_MOVE_FACTS}, .handler = order_move,       \
            .plans = 8, .show = Q_ORDER_GET, .answer = &order_out, __VA_ARGS__                     \
    }

const struct route orders_routes[] = {
    {ROUTE("GET", "/orders", CUSTOMER, API, "orders", "List the orders I may see"),
     .query = &order_query, .list = &orders_list, .answer = &order_out},
    {ROUTE("POST", "/orders", CUSTOMER, API, "orders", "Place an order"), .flags = R_CREATES,
     .query = &dry_run_query, .body = &order_in, .facts = {Q_ORDER_CONTEXT, Q_ORDER_ITEMS},
     .handler = order_place, .plans = 4, .count = order_count, .show = Q_ORDER_GET, .status = 201,
     .answer = &order_out},
    {ROUTE("GET", "/orders/all", MANAGER, API, "orders", "List all orders"), .query = &order_query,
     .list = &orders_list, .answer = &order_out},
    {ROUTE("POST", "/orders/bulk", MANAGER, SLOW, "orders",
           "Place and move up to 100 orders, each by itself or all or none"),
     .flags = R_ENTRIES, .query = &dry_run_query, .body = &bulk_in, .handler = orders_bulk,
     .answer = &bulk_out},
    {ROUTE("GET", "/orders/me", CUSTOMER, API, "orders", "List my own orders"),
     .set = {P_SCOPE, "me"}, .query = &order_query, .list = &orders_list, .answer = &order_out},
    {ROUTE("GET", "/orders/number/{order_number}", CUSTOMER, API, "orders",
           "Get an order by its number"),
     .facts = {Q_ORDER_GET_BY_NUMBER}, .answer = &order_out},
    {ROUTE("POST", "/orders/printed", MANAGER, API, "orders",
           "Note that slips of up to 500 orders were printed, in the history of each"),
     .flags = R_CREATES, .body = &printing_in, .facts = {Q_PRINTING_NEW}, .handler = orders_printed,
     .write = {Q_ORDERS_PRINTED}, .show = Q_PRINTING_GET, .status = 201, .answer = &printing_out},
    {ROUTE("POST", "/orders/quote", CUSTOMER, API, "orders", "Price an order without placing it"),
     .body = &order_in, .facts = {Q_ORDER_CONTEXT, Q_ORDER_ITEMS, Q_QUOTE_BUDGET},
     .handler = order_quote, .plans = 1, .answer = &quote_out},
    {ROUTE("GET", "/orders/selection", MANAGER, API, "orders",
           "All orders that a filter finds now, at most the newest 10,000"),
     .query = &order_query, .facts = {Q_LIST_BEGIN, Q_ORDERS_SELECTION}, .answer = &selection_out},
    {ROUTE("DELETE", "/orders/{id}", CUSTOMER, API, "orders",
           "Delete a draft or, as an admin, a pending order"),
     .flags = R_NO_CONTENT, .query = &dry_run_query, .set = {P_ACTION, "delete"},
     .facts = {Q_ORDER_MOVE_FACTS}, .handler = order_move, .plans = 8, .show = Q_ORDER_GET,
     .status = 204},
    {ROUTE("GET", "/orders/{id}", CUSTOMER, API, "orders", "Get an order"), .facts = {Q_ORDER_GET},
     .answer = &order_out},
    {ROUTE("PATCH PUT", "/orders/{id}", CUSTOMER, API, "orders",
           "Change an order that has not left; stock and money follow"),
     .query = &dry_run_query, .body = &order_change_in, .prepare = order_change_action,
     .facts = {Q_ORDER_CHANGE_FACTS, Q_ORDER_CHANGE_ITEMS}, .handler = order_change, .plans = 10,
     .show = Q_ORDER_GET, .answer = &order_out},
    {ROUTE("GET", "/orders/{id}/actions", CUSTOMER, API, "orders",
           "What I could do with an order now, and why not"),
     .facts = {Q_ORDER_VISIBLE, Q_ORDER_ACTIONS}, .answer = &action_out},
    ORDER_MOVE("POST", "approve", API, "approve", MANAGER, "Approve an order"),
    ORDER_MOVE("DELETE POST", "cancel", PAY, "cancel", CUSTOMER, "Cancel an order", REFUNDS),
    ORDER_MOVE("POST", "confirm", API, "confirm", MANAGER, "Confirm an order"),
    {ROUTE("GET", "/orders/{id}/history", CUSTOMER, API, "orders", "The moves of an order"),
     .facts = {Q_ORDER_VISIBLE, Q_ORDER_HISTORY}, .answer = &history_out},
    {ROUTE("POST", "/orders/{id}/place", CUSTOMER, API, "orders",
           "Place a draft, at today's prices"),
     .flags = R_BODY_OPTIONAL, .query = &dry_run_query, .body = &order_note_in,
     .set = {P_ACTION, "place"}, .facts = {Q_ORDER_CHANGE_FACTS, Q_ORDER_CHANGE_ITEMS},
     .handler = order_place_draft, .plans = 7, .count = order_count, .show = Q_ORDER_GET,
     .answer = &order_out},
    ORDER_MOVE("POST", "reject", PAY, "reject", MANAGER, "Reject an order", REFUNDS),
    {ROUTE("POST", "/orders/{id}/returns", CUSTOMER, PAY, "orders",
           "Take pieces back; below managers: ask for it"),
     .flags = R_CREATES, .query = &dry_run_query, .body = &return_in, .set = {P_ACTION, "return"},
     .facts = {Q_ORDER_MOVE_FACTS, Q_ORDER_LINES_NAMED, Q_RETURN_NEW}, .handler = order_return,
     .plans = 10, .show = Q_ORDER_GET, .status = 201, .answer = &order_out, REFUNDS},
    {ROUTE("POST", "/orders/{id}/returns/{return_id}/receive", MANAGER, PAY, "orders",
           "Take back what was asked to be taken back"),
     .flags = R_BODY_OPTIONAL, .query = &dry_run_query, .body = &return_receive_in,
     .set = {P_ACTION, "return"}, .facts = {Q_ORDER_MOVE_FACTS, Q_RETURN_LINES, Q_RETURN_GET},
     .handler = return_receive, .plans = 9, .show = Q_ORDER_GET, .answer = &order_out, REFUNDS},
    {ROUTE("POST", "/orders/{id}/returns/{return_id}/reject", MANAGER, API, "orders",
           "Refuse what was asked to be taken back"),
     .flags = R_BODY_OPTIONAL, .query = &dry_run_query, .body = &order_note_in,
     .set = {P_ACTION, "reject_return"}, .facts = {Q_ORDER_MOVE_FACTS, Q_RETURN_GET},
     .handler = return_reject, .plans = 3, .show = Q_ORDER_GET, .answer = &order_out},
    {ROUTE("POST", "/orders/{id}/returns/{return_id}/withdraw", CUSTOMER, API, "orders",
           "Take back my asking for a return"),
     .flags = R_BODY_OPTIONAL, .query = &dry_run_query, .body = &order_note_in,
     .set = {P_ACTION, "withdraw_return"}, .facts = {Q_ORDER_MOVE_FACTS, Q_RETURN_GET},
     .handler = return_withdraw, .plans = 3, .show = Q_ORDER_GET, .answer = &order_out},
    {ROUTE("POST", "/orders/{id}/shipments", MANAGER, API, "orders",
           "Ship an order, whole or in parts"),
     .flags = R_CREATES | R_BODY_OPTIONAL, .query = &dry_run_query, .body = &shipment_in,
     .set = {P_ACTION, "ship"}, .facts = {Q_ORDER_MOVE_FACTS, Q_ORDER_LINES_NAMED},
     .handler = order_ship, .plans = 4, .show = Q_ORDER_GET, .status = 201, .answer = &order_out},
    {ROUTE("PATCH PUT", "/orders/{id}/status", MANAGER, PAY, "orders", "Move an order to a status"),
     .query = &dry_run_query, .body = &order_status_in, .facts = {Q_ORDER_MOVE_FACTS},
     .handler = order_move, .plans = 8, .show = Q_ORDER_GET, .answer = &order_out, REFUNDS},
    {ROUTE("GET", "/returns", MANAGER, API, "orders",
           "What came back, or is asked to be taken back, of all orders"),
     .query = &return_query, .list = &returns_list, .answer = &return_out},
    {.method = NULL},
};
