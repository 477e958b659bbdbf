-- Revert orderd:outside from pg
BEGIN;
DROP TABLE orderd.denied_tokens;
DROP TABLE orderd.user_links;
COMMIT;
