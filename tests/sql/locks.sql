-- Advisory locks: every call stands in one file, and what is locked together is locked in the order of
-- its keys.
BEGIN;
SELECT plan(8);
\ir support/shop.sql
\ir support/statements.sql

\set files `grep -rlE 'pg_(try_)?advisory' sql/queries src | paste -sd' '`
SELECT is(:'files'::text, 'sql/queries/service/locks.sql', 'no lock is without a class');

CREATE FUNCTION pg_temp.held() RETURNS TABLE (kind integer, class bigint, key bigint) LANGUAGE sql AS $$
    SELECT objsubid::integer, classid::bigint, objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid();
$$;
SELECT pg_temp.run('stock_lock', '{"product_ids": "{2147483650, 1, 2}"}');
SELECT results_eq('SELECT * FROM pg_temp.held() ORDER BY 3', $$VALUES (2, 1::bigint, 1::bigint), (2, 1, 2)$$,
                  'products are locked in their class; what has the same key is one lock');
SELECT pg_temp.run('order_stock_lock', '{"id": 1, "product_ids": "{4}"}');
SELECT results_eq('SELECT key FROM pg_temp.held() ORDER BY 1', 'VALUES (1::bigint), (2), (4)', 'those of an order, and of what it becomes');

-- There are 64 a connection, for all of them together.
SELECT pg_temp.run('stock_lock', jsonb_build_object('product_ids', array_agg(n)::text)) FROM generate_series(1000, 1100) n;
SELECT pg_temp.run('order_stock_lock', jsonb_build_object('id', 1, 'product_ids', array_agg(n)::text)) FROM generate_series(1000, 1098) n;
SELECT is((SELECT count(*)::int FROM pg_temp.held()), 3, 'who has more than a hundred products takes none');
SELECT pg_temp.run('stock_lock', jsonb_build_object('product_ids', array_agg(n)::text)) FROM generate_series(1000, 1099) n;
SELECT is((SELECT count(*)::int FROM pg_temp.held()), 103, 'who has a hundred takes them');

-- Two products may share a key: were they taken in the order of ids, two orders could wait for each
-- other.
CREATE FUNCTION pg_temp.sorted_by(wanted text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    line text;
BEGIN
    FOR line IN EXECUTE format('EXPLAIN EXECUTE %I(%s)', wanted, CASE wanted WHEN 'stock_lock' THEN $q$'{1,2}', false$q$
                                                                          ELSE $q$1, '{1,2}', false$q$ END) LOOP
        IF line ~ 'Sort Key' THEN
            RETURN NEXT substring(line FROM 'Sort Key: (.*)');
        END IF;
    END LOOP;
END $$;
SELECT ok(bool_and(sort ~ '& ''?2147483647'), format('%s goes by keys', statement))
FROM (VALUES ('stock_lock'), ('order_stock_lock')) AS s (statement), pg_temp.sorted_by(statement) AS sort GROUP BY statement;

SELECT pg_temp.run('idempotency_claim', '{"principal": "user:101", "route": "r", "idempotency_key": "k", "request_hash": "\\x00", "reply_status": 201, "id": 1}');
SELECT is((SELECT count(*)::int FROM pg_temp.held() WHERE kind = 1), 1, 'an idempotency key is the one kind of lock with one number');

SELECT * FROM finish();
ROLLBACK;
