-- Revert orderd:views from pg

BEGIN;
SET LOCAL search_path = orderd;
DROP TABLE views, view_lists;
COMMIT;
