-- Revert orderd:order_sums from pg
BEGIN;
SET LOCAL search_path = orderd;

CREATE FUNCTION order_line_added() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    PERFORM FROM orders o
    WHERE o.id = NEW.order_id AND NOT (o.created_at = now() AND o.xmin = pg_current_xact_id()::xid)
      AND o.subtotal IS DISTINCT FROM (SELECT sum(l.subtotal) FROM order_lines l WHERE l.order_id = NEW.order_id);
    IF FOUND THEN
        RAISE EXCEPTION 'order %: subtotal is not the sum of its lines', NEW.order_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_lines_add_up';
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION order_line_added IS 'A line that is added later is in the subtotal too.';
CREATE CONSTRAINT TRIGGER order_lines_added_add_up AFTER INSERT ON order_lines
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION order_line_added();
DROP TRIGGER order_lines_added ON order_lines;
DROP FUNCTION order_lines_added();

COMMIT;
