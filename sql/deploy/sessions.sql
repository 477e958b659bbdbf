-- Deploy orderd:sessions to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TABLE sessions (
    id           uuid PRIMARY KEY,
    user_id      bigint NOT NULL REFERENCES users,
    address      inet,
    user_agent   text CHECK (length(user_agent) <= 300),
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    revoked_at   timestamptz
);
CREATE INDEX sessions_user ON sessions (user_id) WHERE revoked_at IS NULL;
COMMENT ON TABLE sessions IS 'One sign-in; the family of its refresh tokens.';
COMMENT ON COLUMN sessions.id IS 'Random; the claim sid of its access tokens.';
COMMENT ON COLUMN sessions.user_id IS 'Who signed in.';
COMMENT ON COLUMN sessions.address IS 'Where from.';
COMMENT ON COLUMN sessions.user_agent IS 'With what.';
COMMENT ON COLUMN sessions.created_at IS 'When.';
COMMENT ON COLUMN sessions.last_used_at IS 'Last sign-in or refresh.';
COMMENT ON COLUMN sessions.expires_at IS 'No refresh after this time; moves on with each refresh.';
COMMENT ON COLUMN sessions.revoked_at IS 'Signed out, or ended by an admin or by reuse of a refresh token.';

CREATE TABLE refresh_tokens (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
COMMENT ON TABLE refresh_tokens IS 'Refresh tokens, rotated at every use.';
COMMENT ON COLUMN refresh_tokens.token_hash IS 'BLAKE2b-256 of the token; the token itself is never stored.';
COMMENT ON COLUMN refresh_tokens.session_id IS 'The session it prolongs.';
COMMENT ON COLUMN refresh_tokens.created_at IS 'When it was given out.';
COMMENT ON COLUMN refresh_tokens.expires_at IS 'Useless after this time.';
COMMENT ON COLUMN refresh_tokens.used_at IS 'First use; a second one much later revokes the session.';

GRANT INSERT, DELETE, UPDATE (last_used_at, expires_at, revoked_at) ON sessions TO orderd_app;
GRANT INSERT, DELETE, UPDATE (used_at) ON refresh_tokens TO orderd_app;

COMMIT;
