/* Everything orderd answers: one row a route, sorted by path, a literal before a {parameter}.
 * Reading a row tells who may call it, what it takes, what it runs and what it gives. */
/* SPDX-License-Identifier: MIT */
#include "gateway/route.h"

#include "api/admin/admin.h"
#include "api/catalogue/catalogue.h"
#include "api/imports/import.h"
#include "api/orders/orders.h"
#include "api/payments/payments.h"
#include "api/people/customers.h"
#include "api/people/departments.h"
#include "api/people/users.h"
#include "api/reports/reports.h"
#include "api/service/health.h"
#include "api/sessions/api_keys.h"
#include "api/sessions/passwords.h"
#include "api/sessions/sessions.h"
#include "api/sessions/totp.h"
#include "api/shipping/shipping.h"
#include "audit/seals.h"

/* The columns that most rows share, in this order. */
#define ROUTE(method_, pattern_, role_, pool_, tag_, summary_)                                     \
    .method = method_, .pattern = pattern_, .role = role_, .pool = pool_, .tag = tag_,             \
    .summary = summary_

#define ANYONE ROLE_ANYONE
#define CUSTOMER ROLE_CUSTOMER
#define STAFF ROLE_STAFF
#define MANAGER ROLE_MANAGER
#define ADMIN ROLE_ADMIN

#define API POOL_API
#define AUTH POOL_AUTH
#define LIVE POOL_LIVE
#define PASSWORD POOL_PASSWORD
#define PAY POOL_PAY
#define SLOW POOL_SLOW

/* The seeds' two spellings of the catalogue are the same rows under two prefixes. */
#define PRODUCT_ROUTES(prefix)                                                                     \
    {ROUTE("GET", prefix, ANYONE, API, "products", "List products"), .flags = R_PUBLIC_CACHE,      \
     .query = &product_query, .list = &products_list, .answer = &product_out},                     \
        {ROUTE("POST", prefix, MANAGER, API, "products", "Create a product"),                      \
         .flags = R_CREATES,                                                                       \
         .body = &product_in,                                                                      \
         .facts = {Q_PRODUCT_NEW},                                                                 \
         .write = {Q_CATEGORY_ENSURE, Q_PRODUCT_CREATE},                                           \
         .show = Q_PRODUCT_GET,                                                                    \
         .status = 201,                                                                            \
         .answer = &product_out},                                                                  \
        {ROUTE("POST", prefix "/import", MANAGER, SLOW, "products",                                \
               "Create and change products by a CSV file, known by their SKUs"),                   \
         .query = &import_query,                                                                   \
         .takes = "text/csv",                                                                      \
         .body_most = 64 << 20,                                                                    \
         .stream = product_import,                                                                 \
         .answer = &import_out},                                                                   \
        {ROUTE("GET", prefix "/sku/{sku}", ANYONE, API, "products", "Get a product by SKU"),       \
         .facts = {Q_PRODUCT_GET_BY_SKU}, .answer = &product_out},                                 \
        {ROUTE("DELETE", prefix "/{id}", MANAGER, API, "products",                                 \
               "Take a product out of sale; 409 while open orders hold it"),                       \
         .set = {"is_active", "false"},                                                            \
         .facts = {Q_PRODUCT_GET},                                                                 \
         .handler = product_change,                                                                \
         .write = {Q_PRODUCT_UPDATE},                                                              \
         .show = Q_PRODUCT_GET,                                                                    \
         .answer = &product_out},                                                                  \
        {ROUTE("GET", prefix "/{id}", ANYONE, API, "products", "Get a product"),                   \
         .facts = {Q_PRODUCT_GET}, .answer = &product_out},                                        \
        {ROUTE("PATCH", prefix "/{id}", MANAGER, API, "products", "Change a product"),             \
         .body = &product_change_in,                                                               \
         .facts = {Q_PRODUCT_GET},                                                                 \
         .handler = product_change,                                                                \
         .write = {Q_CATEGORY_ENSURE, Q_PRODUCT_UPDATE},                                           \
         .show = Q_PRODUCT_GET,                                                                    \
         .answer = &product_out},                                                                  \
        {ROUTE("PUT", prefix "/{id}", MANAGER, API, "products", "Change a product"),               \
         .body = &product_change_in,                                                               \
         .facts = {Q_PRODUCT_GET},                                                                 \
         .handler = product_change,                                                                \
         .write = {Q_CATEGORY_ENSURE, Q_PRODUCT_UPDATE},                                           \
         .show = Q_PRODUCT_GET,                                                                    \
         .answer = &product_out},                                                                  \
        {ROUTE("GET", prefix "/{id}/movements", MANAGER, API, "products",                          \
               "List the stock movements of a product"),                                           \
         .query = &movement_query, .facts = {Q_PRODUCT_GET}, .list = &movements_list,              \
         .answer = &movement_out},                                                                 \
    {                                                                                              \
        ROUTE("PATCH", prefix "/{id}/stock", MANAGER, API, "products",                             \
              "Change the stock by a delta or to a quantity"),                                     \
            .body = &stock_in, .facts = {Q_PRODUCT_GET}, .handler = stock_change,                  \
            .write = {Q_PRODUCT_STOCK}, .show = Q_PRODUCT_GET, .answer = &product_out              \
    }

/* What may give money back asks the provider for it, which takes its time: such routes are in the
 * pool "pay", where they keep nobody from ordering. */
#define REFUNDS .prepare = payment_prepare, .after = payment_follow

/* A named step of an order's life. */
#define ORDER_MOVE(method_, path, pool_, action, role_, summary_, ...)                             \
    {                                                                                              \
        ROUTE(method_, "/orders/{id}/" path, role_, pool_, "orders", summary_),                    \
            .flags = R_BODY_OPTIONAL, .query = &dry_run_query, .body = &order_note_in,             \
            .set = {"action", action}, .facts = {Q_ORDER_MOVE_FACTS}, .handler = order_move,       \
            .show = Q_ORDER_GET, .answer = &order_out, __VA_ARGS__                                 \
    }

/* Rows that leave as a file; the statement is `show`. */
#define EXPORT(path, filter, statement, summary_)                                                  \
    {                                                                                              \
        ROUTE("GET", "/reports/export/" path, MANAGER, SLOW, "reports", summary_),                 \
            .query = &filter, .facts = {Q_BUSINESS_DAY}, .stream = export_rows,                    \
            .gives = "text/csv; charset=utf-8", .show = statement                                  \
    }

#define ORDER_STATUS(method_)                                                                      \
    {                                                                                              \
        ROUTE(method_, "/orders/{id}/status", MANAGER, PAY, "orders",                              \
              "Move an order to a status"),                                                        \
            .query = &dry_run_query, .body = &order_status_in, .facts = {Q_ORDER_MOVE_FACTS},      \
            .handler = order_move, .show = Q_ORDER_GET, .answer = &order_out, REFUNDS              \
    }

#define ORDER_CHANGE(method_)                                                                      \
    {                                                                                              \
        ROUTE(method_, "/orders/{id}", CUSTOMER, API, "orders",                                    \
              "Change an order that has not left; stock and money follow"),                        \
            .query = &dry_run_query, .body = &order_change_in, .prepare = order_change_action,     \
            .facts = {Q_ORDER_CHANGE_FACTS, Q_ORDER_CHANGE_ITEMS}, .handler = order_change,        \
            .show = Q_ORDER_GET, .answer = &order_out                                              \
    }

const struct route routes[] = {
    {ROUTE("GET", "/.well-known/jwks.json", ANYONE, LIVE, "auth", "The keys that sign tokens"),
     .flags = R_NO_TOKEN | R_NO_DB, .handler = jwks_show},

    {ROUTE("GET", "/admin/audit", ADMIN, API, "admin", "List the audit log"), .query = &audit_query,
     .list = &audit_list, .answer = &audit_out},
    {ROUTE("GET", "/admin/audit/verify", ADMIN, SLOW, "admin",
           "Check the audit log against its seals"),
     .handler = audit_verify, .answer = &audit_verified_out},
    {ROUTE("GET", "/admin/settings", ADMIN, API, "admin", "The shop's settings"),
     .facts = {Q_SHOP_GET}, .answer = &settings_out},
    {ROUTE("PATCH", "/admin/settings", ADMIN, API, "admin",
           "Change the shop's settings; they hold from the next request on"),
     .body = &settings_in, .facts = {Q_SHOP_GET}, .handler = settings_change,
     .write = {Q_SHOP_UPDATE}, .show = Q_SHOP_GET, .answer = &settings_out},
    {ROUTE("GET", "/admin/stats", ADMIN, SLOW, "admin", "Figures of the whole shop"),
     .facts = {Q_ADMIN_STATS}, .answer = &stats_out},
    {ROUTE("GET", "/admin/users", ADMIN, PASSWORD, "admin", "List accounts"),
     .query = &account_query, .list = &accounts_list, .answer = &account_out},
    {ROUTE("POST", "/admin/users", ADMIN, PASSWORD, "admin", "Make an account of any role"),
     .flags = R_CREATES | R_HASHES, .limit = "password", .body = &register_in,
     .facts = {Q_USER_REGISTRATION}, .handler = user_register, .write = {Q_USER_CREATE},
     .show = Q_ACCOUNT_GET, .status = 201, .answer = &account_out},
    {ROUTE("GET", "/admin/users/{id}", ADMIN, API, "admin", "Get an account"),
     .facts = {Q_ACCOUNT_GET}, .answer = &account_out},
    {ROUTE("PATCH", "/admin/users/{id}", ADMIN, API, "admin", "Change an account"),
     .body = &account_change_in, .facts = {Q_ACCOUNT_FACTS}, .handler = account_change,
     .write = {Q_ACCOUNT_UPDATE}, .show = Q_ACCOUNT_GET, .answer = &account_out},
    {ROUTE("PATCH", "/admin/users/{id}/role", ADMIN, API, "admin", "Change a role"),
     .body = &account_role_in, .facts = {Q_ACCOUNT_FACTS}, .handler = account_change,
     .write = {Q_ACCOUNT_UPDATE}, .show = Q_ACCOUNT_GET, .answer = &account_out},
    {ROUTE("DELETE", "/admin/users/{id}/totp", ADMIN, API, "admin",
           "Take the second factor off an account whose owner has lost it"),
     .flags = R_NO_CONTENT, .facts = {Q_TOTP_OWNER}, .handler = totp_take_off,
     .write = {Q_ATTEMPT_LOCK, Q_TOTP_REMOVE}, .status = 204},
    {ROUTE("POST", "/admin/users/{id}/unlock", ADMIN, API, "admin",
           "Open an account that failed sign-ins locked"),
     .flags = R_BODY_OPTIONAL, .body = &schema_nothing, .facts = {Q_ACCOUNT_GET},
     .write = {Q_ACCOUNT_UNLOCK}, .show = Q_ACCOUNT_GET, .answer = &account_out},

    {ROUTE("GET", "/api-keys", CUSTOMER, API, "auth", "List my API keys; admins see all"),
     .flags = R_SESSION, .query = &api_key_query, .list = &api_keys_list, .answer = &api_key_out},
    {ROUTE("POST", "/api-keys", CUSTOMER, API, "auth", "Make an API key; it is shown this once"),
     .flags = R_CREATES | R_SESSION, .body = &api_key_in, .facts = {Q_API_KEY_NEW},
     .handler = api_key_create, .write = {Q_ME_LOCK, Q_API_KEYS_BOUND, Q_API_KEY_CREATE},
     .show = Q_API_KEY_GET, .status = 201, .answer = &api_key_made_out},
    {ROUTE("DELETE", "/api-keys/{id}", CUSTOMER, API, "auth", "Revoke an API key"),
     .flags = R_NO_CONTENT | R_SESSION, .facts = {Q_API_KEY_GET}, .write = {Q_API_KEY_REVOKE},
     .status = 204},

    {ROUTE("POST", "/auth/login", ANYONE, AUTH, "auth", "Sign in"), .flags = R_NO_TOKEN | R_HASHES,
     .limit = "login", .body = &login_in, .prepare = totp_otp,
     .facts = {Q_LOGIN_FACTS, Q_TOTP_LOGIN_FACTS}, .handler = session_login,
     .show = Q_SESSION_CREATED, .answer = &login_out},
    {ROUTE("POST", "/auth/logout", CUSTOMER, API, "auth", "Sign out"),
     .flags = R_BODY_OPTIONAL | R_SESSION | R_OWN, .body = &schema_nothing,
     .handler = session_logout, .answer = &logout_out},
    {ROUTE("GET", "/auth/me", CUSTOMER, API, "auth", "Who I am"), .flags = R_OWN,
     .facts = {Q_USER_ME}, .answer = &me_out},
    {ROUTE("PATCH", "/auth/me", CUSTOMER, API, "auth", "Change my names"), .flags = R_OWN,
     .body = &me_in, .facts = {Q_USER_ME}, .write = {Q_USER_UPDATE_ME}, .show = Q_USER_ME,
     .answer = &me_out},
    {ROUTE("POST", "/auth/password", CUSTOMER, PASSWORD, "auth",
           "Change my password; ends my other sessions and my API keys"),
     .flags = R_SESSION | R_HASHES | R_OWN, .limit = "password", .body = &password_in,
     .facts = {Q_PASSWORD_FACTS}, .handler = password_change,
     .write = {Q_PASSWORD_LOCK, Q_PASSWORD_SET}, .answer = &message_out},
    {ROUTE("POST", "/auth/password/forgot", ANYONE, API, "auth",
           "Ask for a link that sets a new password; the answer tells nobody who has an account"),
     .flags = R_NO_TOKEN, .limit = "forgot", .body = &forgot_in, .write = {Q_PASSWORD_FORGOTTEN},
     .status = 202, .answer = &message_out},
    {ROUTE("POST", "/auth/password/reset", ANYONE, PASSWORD, "auth",
           "Set a new password by a link"),
     .flags = R_NO_TOKEN | R_HASHES, .limit = "forgot", .body = &reset_in, .prepare = reset_hash,
     .facts = {Q_RESET_FACTS}, .handler = password_reset,
     .write = {Q_PASSWORD_LOCK, Q_RESET_USE, Q_PASSWORD_SET}, .answer = &message_out},
    {ROUTE("POST", "/auth/refresh", ANYONE, API, "auth", "New tokens for a refresh token"),
     .flags = R_NO_TOKEN | R_BODY_OPTIONAL, .body = &refresh_in, .prepare = session_refresh_token,
     .facts = {Q_REFRESH_FACTS}, .handler = session_refresh, .show = Q_SESSION_CREATED,
     .answer = &login_out},
    {ROUTE("POST", "/auth/register", ANYONE, PASSWORD, "auth", "Make an account"),
     .flags = R_CREATES | R_HASHES, .limit = "register", .body = &register_in,
     .facts = {Q_USER_REGISTRATION}, .handler = user_register, .write = {Q_USER_CREATE},
     .show = Q_USER_REGISTERED, .status = 201, .answer = &registered_out},
    {ROUTE("GET", "/auth/sessions", CUSTOMER, API, "auth", "My sessions"),
     .flags = R_SESSION | R_OWN, .facts = {Q_SESSIONS_LIST}, .answer = &session_out},
    {ROUTE("DELETE", "/auth/sessions/{session_id}", CUSTOMER, API, "auth", "End a session"),
     .flags = R_SESSION | R_OWN, .write = {Q_SESSION_REVOKE}, .answer = &logout_out},
    {ROUTE("DELETE", "/auth/totp", CUSTOMER, PASSWORD, "auth", "Switch my second factor off"),
     .flags = R_SESSION | R_HASHES | R_OWN | R_NO_CONTENT, .limit = "password",
     .body = &totp_remove_in, .prepare = totp_otp, .facts = {Q_TOTP_FACTS}, .handler = totp_remove,
     .status = 204},
    {ROUTE("GET", "/auth/totp", CUSTOMER, PASSWORD, "auth", "My second factor"), .flags = R_OWN,
     .limit = "password", .facts = {Q_TOTP_GET}, .answer = &totp_out},
    {ROUTE("POST", "/auth/totp", CUSTOMER, PASSWORD, "auth",
           "Begin to switch a second factor on; the secret is shown this once"),
     .flags = R_SESSION | R_OWN | R_BODY_OPTIONAL, .limit = "password", .body = &schema_nothing,
     .facts = {Q_TOTP_FACTS}, .handler = totp_begin, .write = {Q_TOTP_BEGIN},
     .answer = &totp_begun_out},
    {ROUTE("POST", "/auth/totp/confirm", CUSTOMER, API, "auth",
           "Switch it on by its first code; ends my other sessions"),
     .flags = R_SESSION | R_OWN, .body = &totp_confirm_in, .prepare = totp_otp,
     .facts = {Q_TOTP_FACTS}, .handler = totp_confirm, .write = {Q_ATTEMPT_LOCK, Q_TOTP_CONFIRM},
     .answer = &totp_confirmed_out},
    {ROUTE("POST", "/auth/validate", CUSTOMER, API, "auth", "Whether my token is valid"),
     .flags = R_BODY_OPTIONAL | R_OWN, .body = &schema_nothing, .facts = {Q_SESSION_VALIDATE},
     .answer = &validate_out},

    {ROUTE("GET", "/customers", STAFF, API, "customers", "List customers"),
     .query = &customer_query, .list = &customers_list, .answer = &customer_out},
    {ROUTE("POST", "/customers", MANAGER, API, "customers", "Create a customer"),
     .flags = R_CREATES, .body = &customer_in, .facts = {Q_CUSTOMER_NEW},
     .write = {Q_CUSTOMER_CREATE}, .show = Q_CUSTOMER_GET, .status = 201, .answer = &customer_out},
    {ROUTE("DELETE", "/customers/{id}", MANAGER, API, "customers",
           "Delete a customer; 409 while it has orders"),
     .flags = R_NO_CONTENT, .facts = {Q_CUSTOMER_GET}, .write = {Q_CUSTOMER_DELETE},
     .show = Q_CUSTOMER_GET, .status = 204},
    {ROUTE("GET", "/customers/{id}", STAFF, API, "customers", "Get a customer"),
     .facts = {Q_CUSTOMER_GET}, .answer = &customer_out},
    {ROUTE("PATCH", "/customers/{id}", MANAGER, API, "customers", "Change a customer"),
     .body = &customer_change_in, .facts = {Q_CUSTOMER_GET}, .write = {Q_CUSTOMER_UPDATE},
     .show = Q_CUSTOMER_GET, .answer = &customer_out},
    {ROUTE("PUT", "/customers/{id}", MANAGER, API, "customers", "Change a customer"),
     .body = &customer_change_in, .facts = {Q_CUSTOMER_GET}, .write = {Q_CUSTOMER_UPDATE},
     .show = Q_CUSTOMER_GET, .answer = &customer_out},
    {ROUTE("POST", "/customers/{id}/anonymise", ADMIN, API, "customers",
           "Forget the person; orders and money stay"),
     .flags = R_BODY_OPTIONAL, .body = &schema_nothing, .facts = {Q_CUSTOMER_GET},
     .write = {Q_ADMINS_LOCK, Q_CUSTOMER_LOCK, Q_CUSTOMER_ANONYMISE}, .show = Q_CUSTOMER_GET,
     .answer = &customer_out},
    {ROUTE("GET", "/customers/{id}/export", ADMIN, SLOW, "customers",
           "All that is held about a person"),
     .facts = {Q_CUSTOMER_GET}, .write = {Q_CUSTOMER_EXPORTED}, .show = Q_CUSTOMER_EXPORT,
     .answer = &customer_export_out},

    {ROUTE("GET", "/departments", CUSTOMER, API, "departments", "List departments"),
     .facts = {Q_DEPARTMENTS_LIST}, .answer = &department_out},
    {ROUTE("POST", "/departments", ADMIN, API, "departments", "Create a department"),
     .flags = R_CREATES, .body = &department_in, .facts = {Q_DEPARTMENT_NEW},
     .write = {Q_DEPARTMENT_CREATE}, .show = Q_DEPARTMENT_GET, .status = 201,
     .answer = &department_out},
    {ROUTE("DELETE", "/departments/{id}", ADMIN, API, "departments",
           "Delete a department; 409 while it is in use"),
     .flags = R_NO_CONTENT, .facts = {Q_DEPARTMENT_GET}, .write = {Q_DEPARTMENT_DELETE},
     .show = Q_DEPARTMENT_GET, .status = 204},
    {ROUTE("GET", "/departments/{id}", CUSTOMER, API, "departments", "Get a department"),
     .facts = {Q_DEPARTMENT_GET}, .answer = &department_out},
    {ROUTE("PATCH", "/departments/{id}", ADMIN, API, "departments", "Change a department"),
     .body = &department_change_in, .facts = {Q_DEPARTMENT_GET}, .write = {Q_DEPARTMENT_UPDATE},
     .show = Q_DEPARTMENT_GET, .answer = &department_out},
    {ROUTE("PUT", "/departments/{id}", ADMIN, API, "departments", "Change a department"),
     .body = &department_change_in, .facts = {Q_DEPARTMENT_GET}, .write = {Q_DEPARTMENT_UPDATE},
     .show = Q_DEPARTMENT_GET, .answer = &department_out},

    {ROUTE("GET", "/health", ANYONE, API, "service", "Whether the service can work"),
     .flags = R_NO_TOKEN | R_NO_DB, .handler = health_ready, .answer = &health_out},
    {ROUTE("GET", "/health/live", ANYONE, LIVE, "service", "Whether the service is alive"),
     .flags = R_NO_TOKEN | R_NO_DB, .handler = health_live, .answer = &health_out},
    {ROUTE("GET", "/health/ready", ANYONE, API, "service", "Whether the service can work"),
     .flags = R_NO_TOKEN | R_NO_DB, .handler = health_ready, .answer = &health_out},

    {ROUTE("GET", "/inventory/categories", ANYONE, API, "products", "List categories"),
     .flags = R_PUBLIC_CACHE, .facts = {Q_CATEGORIES_LIST}, .answer = &category_out},
    {ROUTE("POST", "/inventory/categories", MANAGER, API, "products", "Create a category"),
     .flags = R_CREATES, .body = &category_in, .facts = {Q_CATEGORY_NEW},
     .write = {Q_CATEGORY_CREATE}, .show = Q_CATEGORY_GET, .status = 201, .answer = &category_out},
    {ROUTE("GET", "/inventory/low-stock", STAFF, API, "products",
           "List products for sale of which little is available, the scarcest first"),
     .query = &low_stock_query, .list = &low_stock_list, .answer = &product_out},
    PRODUCT_ROUTES("/inventory/products"),
    {ROUTE("GET", "/inventory/reconcile", MANAGER, SLOW, "products",
           "Compare the stock with its ledger and with what open orders hold"),
     .facts = {Q_STOCK_RECONCILE}, .answer = &reconcile_out},

    {ROUTE("GET", "/orders", CUSTOMER, API, "orders", "List the orders I may see"),
     .query = &order_query, .list = &orders_list, .answer = &order_out},
    {ROUTE("POST", "/orders", CUSTOMER, API, "orders", "Place an order"), .flags = R_CREATES,
     .query = &dry_run_query, .body = &order_in, .facts = {Q_ORDER_CONTEXT, Q_ORDER_ITEMS},
     .handler = order_place, .show = Q_ORDER_GET, .status = 201, .answer = &order_out},
    {ROUTE("GET", "/orders/all", MANAGER, API, "orders", "List all orders"), .query = &order_query,
     .list = &orders_list, .answer = &order_out},
    {ROUTE("POST", "/orders/bulk", MANAGER, SLOW, "orders",
           "Place and move up to 100 orders, each by itself or all or none"),
     .flags = R_ENTRIES, .query = &dry_run_query, .body = &bulk_in, .handler = orders_bulk,
     .answer = &bulk_out},
    {ROUTE("GET", "/orders/me", CUSTOMER, API, "orders", "List my own orders"),
     .set = {"scope", "me"}, .query = &order_query, .list = &orders_list, .answer = &order_out},
    {ROUTE("GET", "/orders/number/{order_number}", CUSTOMER, API, "orders",
           "Get an order by its number"),
     .facts = {Q_ORDER_GET_BY_NUMBER}, .answer = &order_out},
    {ROUTE("POST", "/orders/quote", CUSTOMER, API, "orders", "Price an order without placing it"),
     .body = &order_in, .facts = {Q_ORDER_CONTEXT, Q_ORDER_ITEMS}, .handler = order_quote,
     .answer = &quote_out},
    {ROUTE("DELETE", "/orders/{id}", CUSTOMER, API, "orders",
           "Delete a draft or, as an admin, a pending order"),
     .flags = R_NO_CONTENT, .query = &dry_run_query, .set = {"action", "delete"},
     .facts = {Q_ORDER_MOVE_FACTS}, .handler = order_move, .show = Q_ORDER_GET, .status = 204},
    {ROUTE("GET", "/orders/{id}", CUSTOMER, API, "orders", "Get an order"), .facts = {Q_ORDER_GET},
     .answer = &order_out},
    ORDER_CHANGE("PATCH"),
    ORDER_CHANGE("PUT"),
    {ROUTE("GET", "/orders/{id}/actions", CUSTOMER, API, "orders",
           "What I could do with an order now, and why not"),
     .facts = {Q_ORDER_VISIBLE, Q_ORDER_ACTIONS}, .answer = &action_out},
    ORDER_MOVE("POST", "approve", API, "approve", MANAGER, "Approve an order"),
    ORDER_MOVE("DELETE", "cancel", PAY, "cancel", CUSTOMER, "Cancel an order", REFUNDS),
    ORDER_MOVE("POST", "cancel", PAY, "cancel", CUSTOMER, "Cancel an order", REFUNDS),
    ORDER_MOVE("POST", "confirm", API, "confirm", MANAGER, "Confirm an order"),
    {ROUTE("GET", "/orders/{id}/history", CUSTOMER, API, "orders", "The moves of an order"),
     .facts = {Q_ORDER_VISIBLE, Q_ORDER_HISTORY}, .answer = &history_out},
    {ROUTE("GET", "/orders/{id}/payments", CUSTOMER, PAY, "payments",
           "The payments of an order, and what their provider was asked"),
     .facts = {Q_ORDER_VISIBLE, Q_PAYMENTS_LIST}, .answer = &payment_out},
    {ROUTE("POST", "/orders/{id}/payments", CUSTOMER, PAY, "payments",
           "Pay an order, or a part of it"),
     .flags = R_CREATES, .query = &dry_run_query, .body = &payment_in, .set = {"kind", "authorize"},
     .prepare = payment_prepare, .facts = {Q_PAYMENT_NEW}, .handler = payment_create,
     .after = payment_follow, .show = Q_PAYMENT_GET, .status = 201, .answer = &payment_out},
    {ROUTE("POST", "/orders/{id}/place", CUSTOMER, API, "orders",
           "Place a draft, at today's prices"),
     .flags = R_BODY_OPTIONAL, .query = &dry_run_query, .body = &order_note_in,
     .set = {"action", "place"}, .facts = {Q_ORDER_CHANGE_FACTS, Q_ORDER_CHANGE_ITEMS},
     .handler = order_place_draft, .show = Q_ORDER_GET, .answer = &order_out},
    {ROUTE("POST", "/orders/{id}/refunds", MANAGER, PAY, "payments",
           "Give back what was captured, or a part of it"),
     .flags = R_CREATES | R_BODY_OPTIONAL, .query = &dry_run_query, .body = &refund_in,
     .prepare = payment_prepare, .facts = {Q_REFUND_NEW}, .handler = refund_create,
     .after = payment_follow, .show = Q_REFUND_GET, .status = 201, .answer = &refund_out},
    ORDER_MOVE("POST", "reject", PAY, "reject", MANAGER, "Reject an order", REFUNDS),
    {ROUTE("POST", "/orders/{id}/returns", CUSTOMER, PAY, "orders",
           "Take pieces back; below managers: ask for it"),
     .flags = R_CREATES, .query = &dry_run_query, .body = &return_in, .set = {"action", "return"},
     .facts = {Q_ORDER_MOVE_FACTS, Q_ORDER_LINES_NAMED, Q_RETURN_NEW}, .handler = order_return,
     .show = Q_ORDER_GET, .status = 201, .answer = &order_out, REFUNDS},
    {ROUTE("POST", "/orders/{id}/returns/{return_id}/receive", MANAGER, PAY, "orders",
           "Take back what was asked to be taken back"),
     .flags = R_BODY_OPTIONAL, .query = &dry_run_query, .body = &order_note_in,
     .set = {"action", "return"}, .facts = {Q_ORDER_MOVE_FACTS, Q_RETURN_LINES, Q_RETURN_GET},
     .handler = return_receive, .show = Q_ORDER_GET, .answer = &order_out, REFUNDS},
    {ROUTE("POST", "/orders/{id}/shipments", MANAGER, API, "orders",
           "Ship an order, whole or in parts"),
     .flags = R_CREATES | R_BODY_OPTIONAL, .query = &dry_run_query, .body = &shipment_in,
     .set = {"action", "ship"}, .facts = {Q_ORDER_MOVE_FACTS, Q_ORDER_LINES_NAMED},
     .handler = order_ship, .show = Q_ORDER_GET, .status = 201, .answer = &order_out},
    ORDER_STATUS("PATCH"),
    ORDER_STATUS("PUT"),

    {ROUTE("POST", "/payments/stripe/webhook", ANYONE, API, "payments",
           "What Stripe has to tell, signed in the header Stripe-Signature"),
     .flags = R_NO_TOKEN, .body = &stripe_event_in, .prepare = stripe_event_prepare,
     .facts = {Q_PAYMENT_EVENT_FACTS}, .handler = stripe_event, .answer = &stripe_event_out},
    {ROUTE("GET", "/payments/{id}", CUSTOMER, API, "payments", "Get a payment"),
     .set = {"kind", "authorize"}, .facts = {Q_PAYMENT_GET}, .answer = &payment_out},
    {ROUTE("POST", "/payments/{id}/capture", MANAGER, PAY, "payments",
           "Take what is authorised, or a part of it"),
     .flags = R_BODY_OPTIONAL, .query = &dry_run_query, .body = &payment_capture_in,
     .set = {"kind", "capture"}, .facts = {Q_PAYMENT_FACTS}, .handler = payment_ask,
     .after = payment_follow, .show = Q_PAYMENT_GET, .answer = &payment_out},
    {ROUTE("POST", "/payments/{id}/void", MANAGER, PAY, "payments", "Let go what is authorised"),
     .flags = R_BODY_OPTIONAL, .query = &dry_run_query, .body = &schema_nothing,
     .set = {"kind", "void"}, .facts = {Q_PAYMENT_FACTS}, .handler = payment_ask,
     .after = payment_follow, .show = Q_PAYMENT_GET, .answer = &payment_out},

    PRODUCT_ROUTES("/products"),

    EXPORT("inventory", product_filter, Q_EXPORT_INVENTORY, "All products as CSV"),
    EXPORT("orders", order_filter, Q_EXPORT_ORDERS, "All orders as CSV"),
    {ROUTE("GET", "/reports/inventory", MANAGER, SLOW, "reports", "What is in the warehouse"),
     .facts = {Q_REPORT_INVENTORY}, .answer = &inventory_out},
    {ROUTE("GET", "/reports/sales", MANAGER, SLOW, "reports", "What was sold in a period"),
     .query = &report_query, .prepare = report_period, .facts = {Q_REPORT_SALES},
     .answer = &sales_out},
    {ROUTE("GET", "/reports/top-products", MANAGER, SLOW, "reports", "What sold most in a period"),
     .query = &top_products_query, .prepare = report_period, .facts = {Q_REPORT_TOP_PRODUCTS},
     .answer = &top_product_out},

    {ROUTE("POST", "/shipping/calculate", CUSTOMER, API, "shipping",
           "What shipping costs, of items or of a weight"),
     .body = &calculate_in, .facts = {Q_SHIPPING_FACTS, Q_ORDER_ITEMS},
     .handler = shipping_calculate, .answer = &calculate_out},
    {ROUTE("GET", "/shipping/rates", MANAGER, API, "shipping", "List shipping rates"),
     .facts = {Q_SHIPPING_RATES_LIST}, .answer = &rate_out},
    {ROUTE("POST", "/shipping/rates", MANAGER, API, "shipping",
           "Create a shipping rate; while there are any, they alone price shipping"),
     .flags = R_CREATES, .body = &rate_in, .facts = {Q_SHIPPING_RATE_NEW}, .handler = rate_create,
     .write = {Q_SHIPPING_RATE_CREATE}, .show = Q_SHIPPING_RATE_GET, .status = 201,
     .answer = &rate_out},
    {ROUTE("DELETE", "/shipping/rates/{id}", MANAGER, API, "shipping", "Delete a shipping rate"),
     .flags = R_NO_CONTENT, .facts = {Q_SHIPPING_RATE_GET}, .write = {Q_SHIPPING_RATE_DELETE},
     .show = Q_SHIPPING_RATE_GET, .status = 204},
};
const size_t route_count = sizeof routes / sizeof *routes;
