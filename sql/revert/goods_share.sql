-- Revert orderd:goods_share from pg
BEGIN;
DROP FUNCTION orderd.goods_share(numeric, numeric, numeric, numeric);
COMMIT;
