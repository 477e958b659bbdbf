-- Verify orderd:schema on pg
BEGIN;
SELECT orderd.refuse_unless(true, 'never');
SELECT 'admin'::orderd.role > 'customer'::orderd.role;
ROLLBACK;
