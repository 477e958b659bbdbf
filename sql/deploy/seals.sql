-- Deploy orderd:seals to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TABLE audit_seals (
    id        bigint PRIMARY KEY CHECK (id > 0),
    last_id   bigint NOT NULL CONSTRAINT audit_seals_last_key UNIQUE,
    row_ids   bigint[] NOT NULL CHECK (cardinality(row_ids) > 0),
    row_macs  bytea NOT NULL,
    head      bytea NOT NULL CHECK (length(head) = 32),
    sealed_at timestamptz NOT NULL,
    CONSTRAINT audit_seals_mac_a_row CHECK (length(row_macs) = 16 * cardinality(row_ids)),
    CONSTRAINT audit_seals_ends_with_its_last CHECK (row_ids[cardinality(row_ids)] = last_id)
);
COMMENT ON TABLE audit_seals IS 'Batches of the audit log, chained with a key that the database does not have; append-only.';
COMMENT ON COLUMN audit_seals.id IS 'Counts from 1 without a gap.';
COMMENT ON COLUMN audit_seals.last_id IS 'The last row of the batch; it begins behind that of the seal before.';
COMMENT ON COLUMN audit_seals.row_ids IS 'Every row of the batch.';
COMMENT ON COLUMN audit_seals.row_macs IS 'Keyed BLAKE2b of each of them, 16 bytes a row.';
COMMENT ON COLUMN audit_seals.head IS 'Keyed BLAKE2b-256 of all this and the head before.';
COMMENT ON COLUMN audit_seals.sealed_at IS 'When.';

GRANT INSERT ON audit_seals TO orderd_app;

-- What orderctl tidy looks for.
CREATE INDEX sessions_expires ON sessions (expires_at);
CREATE INDEX refresh_tokens_expires ON refresh_tokens (expires_at);

COMMIT;
