-- Verify orderd:goods_share on pg
BEGIN;
SELECT 'orderd.goods_share(numeric, numeric, numeric, numeric)'::regprocedure;
ROLLBACK;
