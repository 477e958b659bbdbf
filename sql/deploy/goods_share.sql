-- Deploy orderd:goods_share to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE FUNCTION goods_share(total numeric, shipping_cost numeric, subtotal numeric, price numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE
RETURN coalesce(round((total - shipping_cost) * price / nullif(subtotal, 0), 2), 0);
COMMENT ON FUNCTION goods_share IS
    'What pieces of that price are in an order''s total: their share of all but shipping, to the cent.';

COMMIT;
