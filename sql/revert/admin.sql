-- Revert orderd:admin from pg
BEGIN;
DROP INDEX orderd.users_search;
REVOKE UPDATE (customer, shipping_address, billing_address, customer_notes) ON orderd.orders FROM orderd_app;
REVOKE UPDATE (address, user_agent) ON orderd.sessions FROM orderd_app;
COMMIT;
