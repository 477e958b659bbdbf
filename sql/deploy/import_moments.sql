-- Deploy orderd:import_moments to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE FUNCTION import_moment(given text, zone text) RETURNS timestamptz
LANGUAGE sql STABLE
RETURN CASE WHEN length(given) = 10 THEN given::timestamp AT TIME ZONE zone
            WHEN right(given, 6) = '-00:00' THEN left(given, -6)::timestamp AT TIME ZONE zone
            ELSE given::timestamptz END;
COMMENT ON FUNCTION import_moment IS 'A date or a moment of a file; one without an offset (-00:00) is of the shop''s own time zone, a date its beginning there.';

COMMIT;
