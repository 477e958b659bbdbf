-- Revert orderd:waiting from pg

BEGIN;
SET LOCAL search_path = orderd;
DROP INDEX customers_name, mails_dead, webhook_deliveries_dead, payment_operations_failed, payments_status, payments_created,
           returns_status, returns_created;
COMMIT;
