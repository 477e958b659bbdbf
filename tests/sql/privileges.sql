-- What the workers' role may do: compared with a list of its own, then tried.
BEGIN;
SELECT plan(41);
\ir support/shop.sql

-- The role.
SELECT is_empty($$SELECT rolname FROM pg_roles WHERE rolname = 'orderd_app'
                  AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)$$,
                'orderd_app is nobody special');
SELECT is_empty($$SELECT rolname FROM pg_roles WHERE rolname NOT IN ('orderd_app') AND pg_has_role('orderd_app', oid, 'MEMBER')$$,
                'orderd_app is a member of no other role');
SELECT is_empty($$SELECT relname FROM pg_class WHERE relowner = 'orderd_app'::regrole
                  UNION ALL SELECT proname FROM pg_proc WHERE proowner = 'orderd_app'::regrole
                  UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = 'orderd_app'::regrole
                  UNION ALL SELECT datname FROM pg_database WHERE datdba = 'orderd_app'::regrole$$,
                'orderd_app owns nothing');
SELECT schema_privs_are('orderd', 'orderd_app', ARRAY['USAGE'], 'it uses the schema and makes nothing in it');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc p
                  WHERE p.pronamespace = 'orderd'::regnamespace AND p.prosecdef$$,
                'no function lends it the rights of the owner');

-- Whole tables: S(elect), I(nsert), U(pdate), D(elete); nothing else.
CREATE TEMP TABLE expected (name name, privileges text);
INSERT INTO expected VALUES
    ('api_keys',          'SID'),
    ('audit_log',         'SI'),
    ('audit_seals',       'SI'),
    ('buyer_sums',        'SI'),
    ('categories',        'SIUD'),
    ('chores',            'SIU'),
    ('countries',         'S'),
    ('currencies',        'S'),
    ('country_words',     'S'),
    ('customers',         'SIUD'),
    ('department_months', 'SIU'),
    ('denied_tokens',     'SID'),
    ('departments',       'SIUD'),
    ('discount_codes',    'SI'),
    ('discount_guesses',  'SID'),
    ('discount_uses',     'SI'),
    ('email_changes',     'SIUD'),
    ('feed',              'SU'),
    ('idempotency_keys',  'SID'),
    ('import_changes',    'SID'),
    ('findings',          'SIU'),
    ('import_rows',       'SID'),
    ('imports',           'SID'),
    ('login_failures',    'SIUD'),
    ('mail_channel',      'SU'),
    ('mail_kinds',        'S'),
    ('mail_refusals',     'SIUD'),
    ('mails',             'SID'),
    ('order_history',     'SI'),
    ('order_lines',       'SID'),
    ('order_statuses',    'S'),
    ('order_transitions', 'S'),
    ('orders',            'SI'),
    ('outbox',            'SID'),
    ('outbox_readers',    'SI'),
    ('password_resets',   'SID'),
    ('payment_events',    'SID'),
    ('payment_operations', 'SI'),
    ('payments',          'SI'),
    ('product_texts',     'SIU'),
    ('printings',         'SI'),
    ('product_sums',      'SI'),
    ('products',          'SIU'),
    ('recovery_codes',    'SI'),
    ('refresh_tokens',    'SID'),
    ('refunds',           'SI'),
    ('return_lines',      'SID'),
    ('returns',           'SI'),
    ('sale_sums',         'SI'),
    ('sessions',          'SID'),
    ('settings',          'S'),
    ('shipment_lines',    'SID'),
    ('shipments',         'SID'),
    ('signing_keys',      'SID'),
    ('shipping_rates',    'SID'),
    ('tax_rates',         'SID'),
    ('shop',              'S'),
    ('stock_movements',   'SI'),
    ('sum_marks',         'SID'),
    ('summed',            'SID'),
    ('totp',              'SID'),
    ('user_links',        'SID'),
    ('users',             'SIU'),
    ('view_lists',        'S'),
    ('views',             'SIUD'),
    ('webhook_bodies',    'SID'),
    ('webhook_claims',    'SIUD'),
    ('webhook_deliveries', 'SID'),
    ('webhooks',          'SIUD');
SELECT results_eq($$
    SELECT c.relname,
           string_agg(left(a.privilege_type, 1), '' ORDER BY strpos('SIUDTR', left(a.privilege_type, 1)))
    FROM pg_class c LEFT JOIN LATERAL aclexplode(c.relacl) a ON a.grantee IN ('orderd_app'::regrole, 0)
    WHERE c.relnamespace = 'orderd'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    GROUP BY c.relname ORDER BY c.relname$$,
    $$SELECT * FROM expected ORDER BY name$$, 'tables: these privileges and no others');

-- Single columns, where the table as a whole is closed.
SELECT results_eq($$
    SELECT format('%s.%s %s', c.relname, at.attname, a.privilege_type)::name
    FROM pg_class c JOIN pg_attribute at ON at.attrelid = c.oid
    CROSS JOIN LATERAL aclexplode(at.attacl) a
    WHERE c.relnamespace = 'orderd'::regnamespace AND a.grantee IN ('orderd_app'::regrole, 0)
    ORDER BY 1$$,
    ARRAY['api_keys.last_used_at UPDATE', 'api_keys.name UPDATE', 'api_keys.revoked_at UPDATE', 'api_keys.role UPDATE',
          'discount_codes.categories UPDATE', 'discount_codes.ended_at UPDATE', 'discount_codes.kind UPDATE',
          'discount_codes.max_uses UPDATE', 'discount_codes.max_uses_per_customer UPDATE',
          'discount_codes.minimum UPDATE', 'discount_codes.name UPDATE', 'discount_codes.products UPDATE',
          'discount_codes.updated_at UPDATE', 'discount_codes.used UPDATE', 'discount_codes.valid_from UPDATE',
          'discount_codes.valid_to UPDATE', 'discount_codes.value UPDATE', 'discount_codes.version UPDATE',
          'discount_guesses.guesses UPDATE', 'discount_guesses.since UPDATE', 'discount_uses.uses UPDATE',
          'idempotency_keys.replays UPDATE', 'imports.applied UPDATE', 'imports.conflicts UPDATE',
          'imports.created UPDATE', 'imports.finished_at UPDATE', 'imports.updated UPDATE', 'mails.attempts UPDATE',
          'mails.claim UPDATE', 'mails.due_at UPDATE', 'mails.last_moment UPDATE', 'mails.reason UPDATE',
          'mails.settled_at UPDATE', 'mails.state UPDATE', 'mails.unknowns UPDATE',
          'order_history.customer_note UPDATE', 'order_history.note UPDATE', 'order_lines.cancelled_quantity UPDATE',
          'order_lines.catalogue_price UPDATE', 'order_lines.discount UPDATE', 'order_lines.price_reason UPDATE',
          'order_lines.product_name UPDATE', 'order_lines.product_sku UPDATE', 'order_lines.quantity UPDATE',
          'order_lines.returned_quantity UPDATE', 'order_lines.shipped_quantity UPDATE', 'order_lines.tax UPDATE',
          'order_lines.tax_rate UPDATE', 'order_lines.unit_price UPDATE', 'orders.billing_address UPDATE',
          'orders.budget_month UPDATE', 'orders.cancelled_at UPDATE', 'orders.carrier UPDATE',
          'orders.confirmed_at UPDATE', 'orders.created_at UPDATE', 'orders.customer UPDATE',
          'orders.customer_id UPDATE', 'orders.customer_notes UPDATE', 'orders.deleted_at UPDATE',
          'orders.delivered_at UPDATE', 'orders.discount UPDATE', 'orders.discount_terms UPDATE',
          'orders.internal_notes UPDATE', 'orders.languages UPDATE', 'orders.owed_less UPDATE', 'orders.paid UPDATE',
          'orders.payment_method UPDATE',
          'orders.payment_status UPDATE', 'orders.printed_at UPDATE', 'orders.refunded UPDATE', 'orders.shipped_at UPDATE',
          'orders.shipping_address UPDATE', 'orders.shipping_cost UPDATE', 'orders.shipping_method UPDATE',
          'orders.shipping_tax UPDATE', 'orders.status UPDATE', 'orders.subtotal UPDATE', 'orders.tax UPDATE',
          'orders.tax_included UPDATE', 'orders.taxes UPDATE', 'orders.total UPDATE', 'orders.tracking_number UPDATE',
          'orders.updated_at UPDATE', 'orders.version UPDATE', 'outbox.number UPDATE', 'outbox.numbered_at UPDATE',
          'outbox.order_id UPDATE', 'password_resets.used_at UPDATE',
          'payment_operations.amount UPDATE', 'payment_operations.attempts UPDATE',
          'payment_operations.claimed_until UPDATE', 'payment_operations.error_code UPDATE',
          'payment_operations.provider_reference UPDATE', 'payment_operations.settled_at UPDATE',
          'payment_operations.state UPDATE', 'payment_operations.tried_at UPDATE', 'payments.authorized UPDATE',
          'payments.captured UPDATE', 'payments.error_code UPDATE', 'payments.provider_reference UPDATE',
          'payments.refunded UPDATE', 'payments.refunding UPDATE', 'payments.status UPDATE',
          'payments.updated_at UPDATE', 'recovery_codes.used_at UPDATE', 'refresh_tokens.used_at UPDATE',
          'refunds.amount UPDATE', 'refunds.price_fell UPDATE', 'refunds.reason UPDATE', 'return_lines.quantity UPDATE', 'return_lines.restock UPDATE',
          'returns.customer_note UPDATE', 'returns.ended_at UPDATE', 'returns.ended_by UPDATE', 'returns.reason UPDATE',
          'returns.received_at UPDATE', 'returns.received_by UPDATE', 'returns.refund_amount UPDATE',
          'returns.share UPDATE', 'returns.shipping_refund UPDATE', 'returns.status UPDATE', 'returns.withheld UPDATE',
          'sessions.address UPDATE', 'sessions.expires_at UPDATE', 'sessions.last_used_at UPDATE',
          'sessions.revoked_at UPDATE', 'sessions.second_factor UPDATE', 'sessions.user_agent UPDATE',
          'settings.updated_at UPDATE', 'settings.value UPDATE', 'shipments.carrier UPDATE', 'shipments.tracking_number UPDATE',
          'tax_rates.valid_to UPDATE',
          'totp.confirmed_at UPDATE', 'totp.created_at UPDATE', 'totp.last_step UPDATE', 'totp.sealed UPDATE',
          'webhook_deliveries.attempted_at UPDATE', 'webhook_deliveries.attempts UPDATE',
          'webhook_deliveries.due_at UPDATE', 'webhook_deliveries.earlier UPDATE', 'webhook_deliveries.reason UPDATE',
          'webhook_deliveries.request_head UPDATE', 'webhook_deliveries.response_head UPDATE',
          'webhook_deliveries.settled_at UPDATE', 'webhook_deliveries.state UPDATE', 'webhook_deliveries.status UPDATE',
          'webhook_deliveries.token UPDATE', 'webhook_deliveries.took_ms UPDATE']::name[],
    'columns: these privileges and no others');

SELECT is_empty($$SELECT c.relname FROM pg_class c
                  WHERE c.relnamespace = 'orderd'::regnamespace AND c.relkind = 'S'
                    AND (NOT has_sequence_privilege('orderd_app', c.oid, 'USAGE')
                         OR has_sequence_privilege('orderd_app', c.oid, 'UPDATE'))$$,
                'it draws from every sequence and sets none');

-- A table that a later migration makes.
SET LOCAL ROLE orderd_owner;
CREATE TABLE orderd.later (id bigint GENERATED ALWAYS AS IDENTITY);
RESET ROLE;
SELECT table_privs_are('orderd', 'later', 'orderd_app', ARRAY['SELECT'], 'a new table can be read and no more');
SELECT ok(has_sequence_privilege('orderd_app', 'orderd.later_id_seq', 'USAGE'), 'a new sequence can be drawn from');

-- Tried. 42501 is insufficient_privilege.
INSERT INTO stock_movements (product_id, kind, quantity) VALUES (1, 'initial', 100);
INSERT INTO order_history (order_id, to_status, action, note) VALUES (1, 'pending', 'place', 'ring twice');
INSERT INTO outbox (event, subject_id, payload) VALUES ('order.created', 1, '{}');
INSERT INTO audit_log (event) VALUES ('session.created');

CREATE FUNCTION pg_temp.refused(command text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT throws_ok(command, '42501', NULL, 'refused: ' || command);
$$;

-- As itself, not as a superuser in its clothes.
SET LOCAL SESSION AUTHORIZATION orderd_app;
SELECT pg_temp.refused('DELETE FROM stock_movements');
SELECT pg_temp.refused('UPDATE stock_movements SET quantity = 1');
SELECT pg_temp.refused('DELETE FROM order_history');
SELECT pg_temp.refused('UPDATE order_history SET action = NULL');
SELECT throws_ok($$UPDATE order_history SET note = 'ring once'$$, '23514', NULL, 'a note is not rewritten');
SELECT lives_ok('UPDATE order_history SET note = NULL', 'it can be forgotten');
SELECT pg_temp.refused($$DELETE FROM outbox_readers$$);
SELECT pg_temp.refused($$UPDATE outbox SET payload = '{}'$$);
SELECT pg_temp.refused('DELETE FROM audit_log');
SELECT pg_temp.refused('UPDATE audit_log SET actor_id = NULL');
SELECT pg_temp.refused('SELECT FROM stock_movements FOR UPDATE');
SELECT pg_temp.refused('DELETE FROM orders');
SELECT pg_temp.refused('UPDATE orders SET order_number = order_number');
SELECT pg_temp.refused('UPDATE orders SET user_id = 102');
SELECT pg_temp.refused('UPDATE order_lines SET order_id = 1');
SELECT pg_temp.refused('UPDATE order_lines SET product_id = 1');
SELECT pg_temp.refused('DELETE FROM products');
SELECT pg_temp.refused('DELETE FROM users');
SELECT pg_temp.refused($$UPDATE order_transitions SET least_role = 'customer'$$);
SELECT pg_temp.refused($$INSERT INTO order_transitions VALUES ('delivered', 'pending', 'undo', 'customer', 'x')$$);
SELECT pg_temp.refused($$UPDATE settings SET kind = 'text'$$);
SELECT pg_temp.refused($$DELETE FROM settings$$);
SELECT pg_temp.refused('CREATE TABLE orderd.mine ()');
SELECT pg_temp.refused($$CREATE FUNCTION orderd.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'$$);
SELECT pg_temp.refused('ALTER TABLE orders DISABLE TRIGGER orders_move_is_allowed');
SELECT pg_temp.refused('ALTER TABLE products DROP CONSTRAINT products_reserved_within_on_hand');
SELECT pg_temp.refused('SET LOCAL session_replication_role = replica');
SELECT pg_temp.refused($$SELECT setval('orders_id_seq', 1)$$);
SELECT pg_temp.refused('SET LOCAL ROLE orderd_owner');

CREATE FUNCTION pg_temp.truncatable() RETURNS SETOF regclass LANGUAGE plpgsql AS $$
DECLARE
    one regclass;
BEGIN
    FOR one IN SELECT oid FROM pg_class WHERE relnamespace = 'orderd'::regnamespace AND relkind IN ('r', 'p') LOOP
        BEGIN
            EXECUTE format('TRUNCATE %s', one);
            RETURN NEXT one;
        EXCEPTION WHEN insufficient_privilege THEN
            CONTINUE;
        END;
    END LOOP;
END $$;
SELECT is_empty('SELECT pg_temp.truncatable()', 'no table can be truncated');
SELECT lives_ok($$INSERT INTO stock_movements (product_id, kind, quantity) VALUES (1, 'restock', 1)$$,
                'a ledger takes new rows');

RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
