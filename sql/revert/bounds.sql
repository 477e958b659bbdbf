-- Revert orderd:bounds from pg
BEGIN;
SET LOCAL search_path = orderd;
DROP INDEX returns_open;
DROP INDEX orders_drafts;
COMMIT;
