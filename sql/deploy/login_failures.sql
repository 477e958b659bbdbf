-- Deploy orderd:login_failures to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TABLE login_failures (
    user_id      bigint NOT NULL REFERENCES users,
    origin       text NOT NULL CHECK (length(origin) BETWEEN 1 AND 100),
    failures     smallint NOT NULL DEFAULT 1 CHECK (failures > 0),
    since        timestamptz NOT NULL DEFAULT now(),
    locked_until timestamptz,
    PRIMARY KEY (user_id, origin)
);
CREATE INDEX login_failures_since ON login_failures (since);
COMMENT ON TABLE login_failures IS 'Wrong passwords of an account, by where they came from.';
COMMENT ON COLUMN login_failures.user_id IS 'Whose password was tried.';
COMMENT ON COLUMN login_failures.origin IS
    'address:NETWORK, device:ID of one that had signed in before, session:ID of one that stands; all: of all addresses together.';
COMMENT ON COLUMN login_failures.failures IS 'How many in a quarter of an hour; of a device, since its last sign-in.';
COMMENT ON COLUMN login_failures.since IS 'The first of them.';
COMMENT ON COLUMN login_failures.locked_until IS 'Nothing from there is let in before this time; infinity: a device that is known no more.';
COMMENT ON COLUMN users.failed_logins IS 'Of the release before; see login_failures.';
COMMENT ON COLUMN users.locked_until IS 'Of the release before; see login_failures.';

INSERT INTO login_failures (user_id, origin, failures, locked_until)
SELECT id, 'all', 1, locked_until FROM users WHERE locked_until > now();

GRANT INSERT, UPDATE, DELETE ON login_failures TO orderd_app;

COMMIT;
