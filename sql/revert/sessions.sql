-- Revert orderd:sessions from pg
BEGIN;
DROP TABLE orderd.refresh_tokens;
DROP TABLE orderd.sessions;
COMMIT;
