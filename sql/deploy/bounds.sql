-- Deploy orderd:bounds to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE INDEX orders_drafts ON orders (user_id) WHERE status = 'draft' AND deleted_at IS NULL;
CREATE INDEX returns_open ON returns (requested_by) WHERE status = 'requested';

COMMIT;
