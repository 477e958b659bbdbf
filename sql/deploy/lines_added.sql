-- Deploy orderd:lines_added to pg

BEGIN;
SET LOCAL search_path = orderd;

-- What was added is read as often as it is named here: not once an order, of which an import has many.
CREATE OR REPLACE FUNCTION order_lines_added() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    UPDATE orders o SET subtotal = o.subtotal
    WHERE o.id = ANY (ARRAY(SELECT order_id FROM added))
      AND NOT (o.created_at = now() AND o.xmin = pg_current_xact_id()::xid)
      AND ((SELECT (sum(l.subtotal), count(l.tax) NOT IN (0, count(*))) FROM order_lines l WHERE l.order_id = o.id)
               IS DISTINCT FROM (o.subtotal, false)
           OR o.id = ANY (ARRAY(SELECT DISTINCT order_id FROM added WHERE tax IS NOT NULL)));
    RETURN NULL;
END $$;

COMMIT;
