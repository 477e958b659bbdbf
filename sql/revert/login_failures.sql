-- Revert orderd:login_failures from pg
BEGIN;
SET LOCAL search_path = orderd;
DROP TABLE login_failures;
COMMENT ON COLUMN users.failed_logins IS 'Wrong passwords since the last right one or lock.';
COMMENT ON COLUMN users.locked_until IS 'No sign-in before this time.';
COMMIT;
