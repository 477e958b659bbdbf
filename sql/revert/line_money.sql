-- Revert orderd:line_money from pg
BEGIN;
SET LOCAL search_path = orderd;

DROP FUNCTION gone_worth(bigint, bigint[], integer[]);

DROP TRIGGER order_lines_stand ON order_lines;
CREATE TRIGGER order_lines_stand
    BEFORE UPDATE OF order_id, product_id, product_sku, product_name, unit_price, quantity OR DELETE ON order_lines
    FOR EACH ROW EXECUTE FUNCTION order_lines_stand();

CREATE OR REPLACE FUNCTION order_lines_added() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    UPDATE orders o SET subtotal = o.subtotal
    WHERE o.id = ANY (ARRAY(SELECT order_id FROM added))
      AND NOT (o.created_at = now() AND o.xmin = pg_current_xact_id()::xid)
      AND o.subtotal IS DISTINCT FROM (SELECT sum(l.subtotal) FROM order_lines l WHERE l.order_id = o.id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION order_lines_add_up() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
DECLARE
    this bigint := CASE WHEN TG_TABLE_NAME = 'orders' THEN NEW.id
                        WHEN TG_OP = 'DELETE' THEN (to_jsonb(OLD) ->> 'order_id')::bigint
                        ELSE (to_jsonb(NEW) ->> 'order_id')::bigint END;
BEGIN
    PERFORM FROM orders o
    WHERE o.id = this
      AND o.subtotal IS DISTINCT FROM (SELECT sum(l.subtotal) FROM order_lines l WHERE l.order_id = this);
    IF FOUND THEN
        RAISE EXCEPTION 'order %: subtotal is not the sum of its lines', this
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_lines_add_up';
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION order_lines_add_up IS 'An order has lines, and its subtotal is their sum.';
DROP TRIGGER orders_lines_add_up ON orders;
CREATE CONSTRAINT TRIGGER orders_lines_add_up AFTER INSERT OR UPDATE OF subtotal ON orders
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION order_lines_add_up();
DROP TRIGGER order_lines_add_up ON order_lines;
CREATE CONSTRAINT TRIGGER order_lines_add_up AFTER UPDATE OF unit_price, quantity, order_id OR DELETE ON order_lines
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION order_lines_add_up();

ALTER TABLE orders
    DROP CONSTRAINT orders_total_adds_up,
    DROP CONSTRAINT orders_amounts,
    DROP tax_included, DROP shipping_tax, DROP taxes, DROP discount_terms,
    ADD CONSTRAINT orders_total_adds_up CHECK (total = subtotal + tax + shipping_cost - discount),
    ADD CONSTRAINT orders_amounts CHECK (least(subtotal, discount, tax, shipping_cost, total) >= 0);
COMMENT ON COLUMN orders.tax IS 'Tax on the subtotal.';
COMMENT ON COLUMN orders.total IS 'subtotal + tax + shipping_cost - discount.';
ALTER TABLE order_lines
    DROP CONSTRAINT order_lines_money,
    DROP discount, DROP tax_rate, DROP tax, DROP catalogue_price, DROP price_reason;
DROP DOMAIN share, rate, reason;

COMMIT;
