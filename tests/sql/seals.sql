-- Seals of the audit log: what the table itself does not let anybody write.
BEGIN;
SELECT plan(7);
\ir support/shop.sql

CREATE FUNCTION pg_temp.seal(id bigint, last_id bigint, row_ids bigint[], macs int, head int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO audit_seals VALUES (id, last_id, row_ids, decode(repeat('00', macs), 'hex'), decode(repeat('00', head), 'hex'), now());
$$;
SELECT lives_ok('SELECT pg_temp.seal(1, 3, ARRAY[1, 3], 32, 32)', 'a seal of two rows');
SELECT pg_temp.breaks('SELECT pg_temp.seal(1, 4, ARRAY[4], 16, 32)', 'audit_seals_pkey', 'no two seals have one number');
SELECT pg_temp.breaks('SELECT pg_temp.seal(2, 3, ARRAY[3], 16, 32)', 'audit_seals_last_key', 'no two seals end at one row');
SELECT pg_temp.breaks('SELECT pg_temp.seal(2, 5, ARRAY[4, 5], 16, 32)', 'audit_seals_mac_a_row', 'every row has its code');
SELECT pg_temp.breaks('SELECT pg_temp.seal(2, 6, ARRAY[4, 5], 32, 32)', 'audit_seals_ends_with_its_last', 'a seal ends where it says');
SELECT pg_temp.breaks('SELECT pg_temp.seal(2, 5, ARRAY[]::bigint[], 0, 32)', 'audit_seals_row_ids_check', 'no seal is empty');
SELECT pg_temp.breaks('SELECT pg_temp.seal(2, 5, ARRAY[5], 16, 31)', 'audit_seals_head_check', 'a head is a whole one');

SELECT * FROM finish();
ROLLBACK;
