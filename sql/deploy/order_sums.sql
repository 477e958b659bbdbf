-- Deploy orderd:order_sums to pg

BEGIN;
SET LOCAL search_path = orderd;

-- Once a statement and not once a line: only a constraint trigger can wait for the commit, and it is
-- for each row. So orders to which lines were added that are not in their subtotal (yet) are given
-- to the order's own check. One that this transaction makes has it anyway.
CREATE FUNCTION order_lines_added() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    UPDATE orders o SET subtotal = o.subtotal
    WHERE o.id = ANY (ARRAY(SELECT order_id FROM added))
      AND NOT (o.created_at = now() AND o.xmin = pg_current_xact_id()::xid)
      AND o.subtotal IS DISTINCT FROM (SELECT sum(l.subtotal) FROM order_lines l WHERE l.order_id = o.id);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION order_lines_added IS 'A line that is added later is in the subtotal too, when the transaction ends.';
CREATE TRIGGER order_lines_added AFTER INSERT ON order_lines REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION order_lines_added();
DROP TRIGGER order_lines_added_add_up ON order_lines;
DROP FUNCTION order_line_added();

COMMIT;
