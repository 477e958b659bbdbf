-- Revert orderd:buyer_sums from pg

BEGIN;
SET LOCAL search_path = orderd;
DROP TRIGGER orders_buyer_marked ON orders;
DROP TABLE buyer_sums;
ALTER TABLE summed DROP buyers;
COMMIT;
