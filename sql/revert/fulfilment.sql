-- Revert orderd:fulfilment from pg
BEGIN;
SET LOCAL search_path = orderd;
DROP TABLE return_lines, returns;
DROP TYPE return_status;
DELETE FROM order_transitions WHERE NOT by_status OR from_status = 'partially_shipped';
ALTER TABLE order_transitions DROP by_status;
ALTER TABLE order_lines
    DROP CONSTRAINT order_lines_quantities,
    DROP cancelled_quantity,
    ADD CONSTRAINT order_lines_quantities CHECK (
        shipped_quantity BETWEEN 0 AND quantity AND returned_quantity BETWEEN 0 AND shipped_quantity);
COMMIT;
