-- The statements of sql/queries as the workers prepare them, and ways to run one by its name with
-- parameters by theirs. \ir by the tests, inside their transaction; pg_prove runs in the top
-- directory.
\set statements `awk -v want=sql -f src/tools/sql2c.awk sql/queries/*/*.sql`
:statements
GRANT SELECT ON statement TO PUBLIC;

-- The rows it answers; parameters that are not given are null, as they are in the workers.
CREATE FUNCTION pg_temp.run(wanted text, given jsonb DEFAULT '{}') RETURNS SETOF jsonb LANGUAGE plpgsql AS $$
DECLARE
    call text;
    answer record;
BEGIN
    SELECT format('EXECUTE %I%s', name, '(' || (
               SELECT string_agg(quote_nullable(given ->> p.name), ', ' ORDER BY p.position)
               FROM unnest(parameters) WITH ORDINALITY AS p (name, position)) || ')')
    INTO STRICT call FROM statement WHERE name = wanted;
    IF EXISTS (SELECT FROM statement WHERE name = wanted AND answers = 'EXEC') THEN
        EXECUTE call;
    ELSE
        FOR answer IN EXECUTE call LOOP
            RETURN NEXT to_jsonb(answer);
        END LOOP;
    END IF;
END $$;

-- One test each: it runs; it is refused with the word; it breaks the constraint.
CREATE FUNCTION pg_temp.runs(wanted text, given jsonb, description text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT lives_ok(format('SELECT pg_temp.run(%L, %L)', wanted, given), description);
$$;

CREATE FUNCTION pg_temp.refuses(wanted text, given jsonb, word text, description text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT throws_ok(format('SELECT pg_temp.run(%L, %L)', wanted, given), 'ORDRD', word, description);
$$;

-- One test: the first row it answers has these members, among others.
CREATE FUNCTION pg_temp.answers(wanted text, given jsonb, expected jsonb, description text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb := (SELECT run FROM pg_temp.run(wanted, given) LIMIT 1);
BEGIN
    RETURN NEXT is((SELECT jsonb_object_agg(name, answer -> name) FROM jsonb_object_keys(expected) AS name), expected, description);
END $$;

-- EXPLAIN of one, and how many pages it touches.
CREATE FUNCTION pg_temp.explained(options text, wanted text, given jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT format('EXPLAIN (%s) EXECUTE %I', options, s.name)
           || coalesce((SELECT '(' || string_agg(quote_nullable(given ->> p.name), ', ' ORDER BY p.position) || ')'
                        FROM unnest(s.parameters) WITH ORDINALITY AS p (name, position)), '')
    FROM statement s WHERE s.name = wanted;
$$;
CREATE FUNCTION pg_temp.buffers(wanted text, given jsonb) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE pg_temp.explained('ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON', wanted, given) INTO plan;
    RETURN (plan #>> '{0,Plan,Shared Hit Blocks}')::integer + (plan #>> '{0,Plan,Shared Read Blocks}')::integer;
END $$;
