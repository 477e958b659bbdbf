-- Deploy orderd:outside to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TABLE user_links (
    issuer     text NOT NULL CHECK (length(issuer) > 0),
    subject    text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    user_id    bigint NOT NULL REFERENCES users,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_links_pkey PRIMARY KEY (issuer, subject)
);
CREATE INDEX user_links_user ON user_links (user_id);
COMMENT ON TABLE user_links IS 'Users as an outside issuer knows them.';
COMMENT ON COLUMN user_links.issuer IS 'The claim iss.';
COMMENT ON COLUMN user_links.subject IS 'The claim sub: unique and never given to another by that issuer.';
COMMENT ON COLUMN user_links.user_id IS 'The account.';
COMMENT ON COLUMN user_links.created_at IS 'When their first token came.';

CREATE TABLE denied_tokens (
    issuer     text NOT NULL,
    token      text NOT NULL CHECK (length(token) BETWEEN 1 AND 200),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, token)
);
CREATE INDEX denied_tokens_expires ON denied_tokens (expires_at);
COMMENT ON TABLE denied_tokens IS 'Tokens of an outside issuer whose owner has signed out here.';
COMMENT ON COLUMN denied_tokens.issuer IS 'The claim iss.';
COMMENT ON COLUMN denied_tokens.token IS 'jti: and the claim, or hash: and the token''s hash.';
COMMENT ON COLUMN denied_tokens.expires_at IS 'The token''s own end; the row is of no use after it.';

GRANT INSERT ON user_links TO orderd_app;
GRANT INSERT, DELETE ON denied_tokens TO orderd_app;

COMMIT;
