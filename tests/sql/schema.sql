-- What holds of every table, whatever it is for: read from the catalogue, so that a table added
-- later is tested too.
BEGIN;
SET LOCAL search_path = orderd, public;
SELECT plan(16);

CREATE TEMP VIEW ours AS
SELECT c.oid, c.relname AS name, c.relkind AS kind FROM pg_class c
WHERE c.relnamespace = 'orderd'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f');

CREATE TEMP VIEW our_columns AS
SELECT o.oid, o.name AS table_name, o.kind, a.attnum, a.attname AS name, a.atttypid::regtype AS type, a.atttypmod AS typmod
FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid
WHERE a.attnum > 0 AND NOT a.attisdropped;

SELECT ok(count(*) >= 18, 'the schema is there') FROM ours;

-- Documentation.
SELECT isnt(obj_description('orderd'::regnamespace, 'pg_namespace'), NULL, 'the schema has a comment');
SELECT is_empty($$SELECT name FROM ours WHERE coalesce(obj_description(oid, 'pg_class'), '') = ''$$,
                'every table and view has a comment');
SELECT is_empty($$SELECT table_name, name FROM our_columns WHERE coalesce(col_description(oid, attnum), '') = ''$$,
                'every column has a comment');
SELECT is_empty($$
    SELECT p.oid::regprocedure FROM pg_proc p
    WHERE p.pronamespace = 'orderd'::regnamespace AND coalesce(obj_description(p.oid, 'pg_proc'), '') = ''
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')$$,
    'every function has a comment');
SELECT is_empty($$
    SELECT t.oid::regtype FROM pg_type t
    WHERE t.typnamespace = 'orderd'::regnamespace AND t.typtype IN ('e', 'd')
      AND coalesce(obj_description(t.oid, 'pg_type'), '') = ''$$,
    'every type has a comment');

-- Types.
SELECT is_empty($$SELECT table_name, name, type FROM our_columns
                  WHERE type IN ('real'::regtype, 'double precision', 'money')$$, 'nothing is a float');
SELECT is_empty($$SELECT table_name, name, type FROM our_columns
                  WHERE type IN ('timestamp'::regtype, 'time', 'timetz')$$, 'every time knows its zone');
SELECT is_empty($$SELECT table_name, name, type FROM our_columns
                  WHERE kind = 'r' AND (name = 'id' OR name ~ '_id$')
                    AND type NOT IN ('bigint'::regtype, 'uuid') AND name NOT IN ('request_id', 'message_id', 'vat_id', 'external_id')$$,
                'every id has 64 bits, or is random');
SELECT is_empty($$SELECT table_name, name FROM our_columns
                  WHERE kind = 'r' AND type = 'numeric'::regtype AND typmod = -1$$, 'every numeric has a scale');

-- Keys. A row of the referenced table can go only where the application may delete it: there the
-- foreign key needs an index of its own columns first, and of every row that has them.
SELECT is_empty($$SELECT name FROM ours o WHERE kind = 'r' AND NOT EXISTS (
                      SELECT FROM pg_constraint WHERE conrelid = o.oid AND contype = 'p')$$,
                'every table has a primary key');
SELECT is_empty($$
    SELECT f.conrelid::regclass, f.conname FROM pg_constraint f
    WHERE f.contype = 'f' AND f.connamespace = 'orderd'::regnamespace
      AND has_table_privilege('orderd_app', f.confrelid, 'DELETE')
      AND NOT EXISTS (
          SELECT FROM pg_index i
          WHERE i.indrelid = f.conrelid AND i.indisvalid
            AND (i.indkey::smallint[])[0:cardinality(f.conkey) - 1] @> f.conkey
            AND (i.indpred IS NULL
                 OR pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', (
                     SELECT attname FROM pg_attribute WHERE attrelid = f.conrelid AND attnum = f.conkey[1]))))$$,
    'every foreign key to rows that can be deleted has an index');

-- Reserving must stay a HOT update: no index may know of it.
SELECT is_empty($$
    SELECT i.indexrelid::regclass FROM pg_index i
    WHERE i.indrelid = 'products'::regclass
      AND pg_get_indexdef(i.indexrelid) ~ '\m(on_hand|reserved)\M'$$, 'no index covers the stock of products');

-- The names that src/db/errors.c turns into answers.
\set names `sed -n 's/^ *{"\([a-z_]*\)", E_.*/\1/p' src/db/errors.c | paste -sd,`
CREATE TEMP TABLE answered AS SELECT unnest(string_to_array(:'names', ',')) AS name;
SELECT ok(count(*) >= 7, 'src/db/errors.c names constraints') FROM answered;
SELECT is_empty($$
    SELECT name FROM answered
    WHERE name NOT IN (SELECT conname FROM pg_constraint WHERE connamespace = 'orderd'::regnamespace)
      AND name NOT IN (SELECT i.indexrelid::regclass::text FROM pg_index i WHERE i.indisunique)$$,
    'every constraint that the code answers for is there');

-- A trigger function runs with the rights of whoever writes, but never with their names.
SELECT is_empty($$
    SELECT p.oid::regprocedure FROM pg_proc p
    WHERE p.pronamespace = 'orderd'::regnamespace AND p.prorettype = 'trigger'::regtype
      AND NOT coalesce('search_path=orderd' = ANY (p.proconfig), false)$$,
    'every trigger function has a search path of its own');

SELECT * FROM finish();
ROLLBACK;
