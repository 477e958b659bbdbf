-- Revert orderd:seals from pg
BEGIN;
DROP INDEX orderd.refresh_tokens_expires, orderd.sessions_expires;
DROP TABLE orderd.audit_seals;
COMMIT;
