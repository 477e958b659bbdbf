-- Verify orderd:login_failures on pg
BEGIN;
SELECT user_id, origin, failures, since, locked_until FROM orderd.login_failures WHERE false;
ROLLBACK;
