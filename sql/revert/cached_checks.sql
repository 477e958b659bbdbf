-- Revert orderd:cached_checks from pg
BEGIN;
SET LOCAL search_path = orderd;

ALTER TABLE stock_movements ALTER reason TYPE text, ADD CONSTRAINT stock_movements_reason_check CHECK (length(reason) <= 200);
DROP TRIGGER order_history_only_forgets ON order_history;
ALTER TABLE order_history ALTER note TYPE text, ADD CONSTRAINT order_history_note_check CHECK (length(note) <= 2000);
CREATE TRIGGER order_history_only_forgets BEFORE UPDATE OF note ON order_history
    FOR EACH ROW WHEN (NEW.note IS NOT NULL) EXECUTE FUNCTION order_history_only_forgets();

ALTER TABLE order_lines
    DROP CONSTRAINT order_lines_quantities,
    ADD CONSTRAINT order_lines_unit_price_check CHECK (unit_price >= 0),
    ADD CONSTRAINT order_lines_quantity_check CHECK (quantity > 0),
    ADD CONSTRAINT order_lines_quantities CHECK (
        shipped_quantity >= 0 AND cancelled_quantity >= 0 AND shipped_quantity + cancelled_quantity <= quantity
        AND returned_quantity BETWEEN 0 AND shipped_quantity);

ALTER TABLE orders
    ALTER order_number TYPE text COLLATE "C",
    ALTER currency TYPE text,
    ALTER payment_method TYPE text,
    ALTER shipping_method TYPE text,
    ALTER carrier TYPE text,
    ALTER tracking_number TYPE text,
    ALTER customer_notes TYPE text,
    ALTER internal_notes TYPE text,
    DROP CONSTRAINT orders_amounts,
    ADD CONSTRAINT orders_subtotal_check CHECK (subtotal >= 0),
    ADD CONSTRAINT orders_discount_check CHECK (discount >= 0),
    ADD CONSTRAINT orders_tax_check CHECK (tax >= 0),
    ADD CONSTRAINT orders_shipping_cost_check CHECK (shipping_cost >= 0),
    ADD CONSTRAINT orders_total_check CHECK (total >= 0),
    ADD CONSTRAINT orders_number_form CHECK (order_number ~ '^ORD-\d{8}-[0-9A-F]{8}$'),
    ADD CONSTRAINT orders_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    ADD CONSTRAINT orders_payment_method_check CHECK (length(payment_method) <= 50),
    ADD CONSTRAINT orders_shipping_method_check CHECK (length(shipping_method) <= 50),
    ADD CONSTRAINT orders_carrier_check CHECK (length(carrier) <= 100),
    ADD CONSTRAINT orders_tracking_number_check CHECK (length(tracking_number) <= 100),
    ADD CONSTRAINT orders_customer_notes_check CHECK (length(customer_notes) <= 2000),
    ADD CONSTRAINT orders_internal_notes_check CHECK (length(internal_notes) <= 2000);

DROP TRIGGER product_text_keep ON products;
ALTER TABLE products
    ALTER sku TYPE text,
    ALTER name TYPE text,
    ALTER description TYPE text,
    ALTER price TYPE numeric(12,2),
    ALTER weight_kg TYPE numeric(10,3),
    ALTER low_stock_threshold TYPE integer,
    ADD CONSTRAINT products_sku_check CHECK (length(sku) BETWEEN 1 AND 64),
    ADD CONSTRAINT products_name_check CHECK (length(name) BETWEEN 1 AND 200),
    ADD CONSTRAINT products_description_check CHECK (length(description) <= 4000),
    ADD CONSTRAINT products_price_check CHECK (price >= 0),
    ADD CONSTRAINT products_weight_kg_check CHECK (weight_kg >= 0),
    ADD CONSTRAINT products_low_stock_threshold_check CHECK (low_stock_threshold >= 0);
CREATE TRIGGER product_text_keep AFTER INSERT OR UPDATE OF name, sku, description ON products
    FOR EACH ROW EXECUTE FUNCTION product_text_keep();

DROP DOMAIN amount, kilograms, pieces, sku, product_name, order_number, currency_code,
    text50, text100, text200, text2000, text4000;

COMMIT;
