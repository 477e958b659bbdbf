-- Deploy orderd:admin to pg

BEGIN;
SET LOCAL search_path = orderd;

-- Anonymising a person clears where they signed in from, and their snapshots.
GRANT UPDATE (address, user_agent) ON sessions TO orderd_app;
GRANT UPDATE (customer, shipping_address, billing_address, customer_notes) ON orders TO orderd_app;

CREATE INDEX users_search ON users USING gin
    ((email || ' ' || coalesce(username, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, ''))
     gin_trgm_ops);

COMMIT;
