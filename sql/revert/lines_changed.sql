-- Revert orderd:lines_changed from pg

BEGIN;
SET LOCAL search_path = orderd;
CREATE CONSTRAINT TRIGGER order_lines_add_up
    AFTER UPDATE OF unit_price, quantity, order_id, discount, tax OR DELETE ON order_lines
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION order_lines_add_up();
DROP TRIGGER order_lines_dropped ON order_lines;
DROP TRIGGER order_lines_changed ON order_lines;
DROP FUNCTION order_lines_dropped();
DROP FUNCTION order_lines_changed();
COMMIT;
