-- Deploy orderd:lines_changed to pg

BEGIN;
SET LOCAL search_path = orderd;

-- As lines that are added: once a statement, which hands the order to its own check at the commit. Each
-- line by itself added up all of them, a million for a thousand that change.
CREATE FUNCTION order_lines_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    UPDATE orders o SET subtotal = o.subtotal
    WHERE o.id = ANY (ARRAY(
        SELECT order_id FROM (SELECT id, order_id, unit_price, quantity, discount, tax FROM was
                              EXCEPT SELECT id, order_id, unit_price, quantity, discount, tax FROM becomes) line
        UNION
        SELECT order_id FROM (SELECT id, order_id, unit_price, quantity, discount, tax FROM becomes
                              EXCEPT SELECT id, order_id, unit_price, quantity, discount, tax FROM was) line));
    RETURN NULL;
END $$;
COMMENT ON FUNCTION order_lines_changed IS 'A line that costs something else is in the subtotal so, too, when the transaction ends.';
CREATE TRIGGER order_lines_changed AFTER UPDATE ON order_lines REFERENCING OLD TABLE AS was NEW TABLE AS becomes
    FOR EACH STATEMENT EXECUTE FUNCTION order_lines_changed();

CREATE FUNCTION order_lines_dropped() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    UPDATE orders o SET subtotal = o.subtotal WHERE o.id = ANY (ARRAY(SELECT DISTINCT order_id FROM was));
    RETURN NULL;
END $$;
COMMENT ON FUNCTION order_lines_dropped IS 'A line that is gone is not in the subtotal either, when the transaction ends.';
CREATE TRIGGER order_lines_dropped AFTER DELETE ON order_lines REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION order_lines_dropped();
DROP TRIGGER order_lines_add_up ON order_lines;

COMMIT;
