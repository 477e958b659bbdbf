-- Revert orderd:order_parts from pg
BEGIN;
DROP FUNCTION orderd.returns_of(bigint);
DROP FUNCTION orderd.shipments_of(bigint);
COMMIT;
