-- Verify orderd:views on pg
BEGIN;
SELECT list, least_role FROM orderd.view_lists WHERE false;
SELECT id, user_id, list, name, filters, sort, columns, is_shared, version, created_at, updated_at FROM orderd.views WHERE false;
ROLLBACK;
