-- Deploy orderd:credentials to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TABLE password_resets (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    user_id    bigint NOT NULL REFERENCES users,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX password_resets_user ON password_resets (user_id);
CREATE INDEX password_resets_expires ON password_resets (expires_at);
COMMENT ON TABLE password_resets IS 'Links that set a new password, each good once.';
COMMENT ON COLUMN password_resets.token_hash IS 'BLAKE2b-256 of the token; the token itself is never stored.';
COMMENT ON COLUMN password_resets.user_id IS 'Whose password it sets.';
COMMENT ON COLUMN password_resets.created_at IS 'When it was given out.';
COMMENT ON COLUMN password_resets.expires_at IS 'Useless after this time.';
COMMENT ON COLUMN password_resets.used_at IS 'Used, or made useless by another change of the password.';

CREATE TABLE api_keys (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id      bigint NOT NULL REFERENCES users,
    name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    prefix       text NOT NULL CHECK (length(prefix) BETWEEN 8 AND 16),
    key_hash     bytea NOT NULL CHECK (length(key_hash) = 32),
    role         role NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz CHECK (expires_at > created_at),
    last_used_at timestamptz,
    revoked_at   timestamptz,
    CONSTRAINT api_keys_hash_key UNIQUE (key_hash)
);
CREATE INDEX api_keys_user ON api_keys (user_id) WHERE revoked_at IS NULL;
COMMENT ON TABLE api_keys IS 'Keys with which programs act for a user.';
COMMENT ON COLUMN api_keys.id IS 'Identity.';
COMMENT ON COLUMN api_keys.user_id IS 'For whom it acts.';
COMMENT ON COLUMN api_keys.name IS 'What its owner calls it.';
COMMENT ON COLUMN api_keys.prefix IS 'How the key begins, to recognise it by.';
COMMENT ON COLUMN api_keys.key_hash IS 'BLAKE2b-256 of the key; the key itself is never stored.';
COMMENT ON COLUMN api_keys.role IS 'What it may do; capped by its owner''s role.';
COMMENT ON COLUMN api_keys.created_at IS 'When it was made.';
COMMENT ON COLUMN api_keys.expires_at IS 'Useless after this time; null: never.';
COMMENT ON COLUMN api_keys.last_used_at IS 'Last use, to the minute.';
COMMENT ON COLUMN api_keys.revoked_at IS 'Taken back, by its owner, an admin, or a change of the account.';

GRANT INSERT, DELETE, UPDATE (used_at) ON password_resets TO orderd_app;
GRANT INSERT, UPDATE (role, last_used_at, revoked_at) ON api_keys TO orderd_app;

COMMIT;
