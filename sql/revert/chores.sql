-- Revert orderd:chores from pg
BEGIN;
DROP TABLE orderd.chores;
COMMIT;
