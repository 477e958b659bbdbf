-- Deploy orderd:signing_keys to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TABLE signing_keys (
    kid        text COLLATE "C" PRIMARY KEY,
    created_at timestamptz NOT NULL,
    sealed     bytea NOT NULL
);
COMMENT ON TABLE signing_keys IS 'What access tokens are signed with, for all hosts; the newest signs, the others are still accepted.';
COMMENT ON COLUMN signing_keys.kid IS 'As tokens name it: the first half of its thumbprint (RFC 7638).';
COMMENT ON COLUMN signing_keys.created_at IS 'In whole seconds; later than that of every key before it.';
COMMENT ON COLUMN signing_keys.sealed IS 'The seed of an Ed25519 pair, encrypted for its id and time with a key from the secret of the hosts'' keys folders.';
GRANT SELECT, INSERT, DELETE ON signing_keys TO orderd_app;

COMMIT;
