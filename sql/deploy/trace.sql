-- Deploy orderd:trace to pg

BEGIN;
SET LOCAL search_path = orderd;

-- Without a default and a check, so that old rows and the writing path pay nothing: nginx says what
-- may come here.
ALTER TABLE outbox ADD trace text;
COMMENT ON COLUMN outbox.trace IS
    'The trace that its request was a part of, as the traceparent (W3C) to send on; null: of none.';

COMMIT;
