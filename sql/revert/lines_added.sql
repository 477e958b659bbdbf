-- Revert orderd:lines_added from pg
BEGIN;
SET LOCAL search_path = orderd;
CREATE OR REPLACE FUNCTION order_lines_added() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    UPDATE orders o SET subtotal = o.subtotal
    WHERE o.id = ANY (ARRAY(SELECT order_id FROM added))
      AND NOT (o.created_at = now() AND o.xmin = pg_current_xact_id()::xid)
      AND ((SELECT (sum(l.subtotal), count(l.tax) NOT IN (0, count(*))) FROM order_lines l WHERE l.order_id = o.id)
               IS DISTINCT FROM (o.subtotal, false)
           OR EXISTS (SELECT FROM added a WHERE a.order_id = o.id AND a.tax IS NOT NULL));
    RETURN NULL;
END $$;
COMMIT;
