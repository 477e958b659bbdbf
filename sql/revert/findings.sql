-- Revert orderd:findings from pg

BEGIN;
DROP TABLE orderd.findings;
COMMIT;
