-- Deploy orderd:cached_checks to pg

BEGIN;
SET LOCAL search_path = orderd;

-- A CHECK of a table is parsed again for every statement that writes the table, a domain's is kept
-- with the connection, and looked at only where its column is written. So what a column by itself may
-- hold is said by its type. The key of idempotency_keys keeps its CHECK: the workers of before take
-- the same parameter as text. No row is written: each domain gets its constraint when columns have it.
CREATE DOMAIN amount AS numeric(12,2);
COMMENT ON DOMAIN amount IS 'Money, not less than nothing.';
CREATE DOMAIN kilograms AS numeric(10,3);
COMMENT ON DOMAIN kilograms IS 'A weight, not less than nothing.';
CREATE DOMAIN pieces AS integer;
COMMENT ON DOMAIN pieces IS 'How many; not less than none.';
CREATE DOMAIN sku AS text;
COMMENT ON DOMAIN sku IS 'A stock keeping unit.';
CREATE DOMAIN product_name AS text;
COMMENT ON DOMAIN product_name IS 'What a product is called.';
CREATE DOMAIN order_number AS text COLLATE "C";
COMMENT ON DOMAIN order_number IS 'ORD-YYYYMMDD-XXXXXXXX.';
CREATE DOMAIN currency_code AS text;
COMMENT ON DOMAIN currency_code IS 'ISO 4217.';
CREATE DOMAIN text50 AS text;
COMMENT ON DOMAIN text50 IS 'At most 50 characters.';
CREATE DOMAIN text100 AS text;
COMMENT ON DOMAIN text100 IS 'At most 100 characters.';
CREATE DOMAIN text200 AS text;
COMMENT ON DOMAIN text200 IS 'At most 200 characters.';
CREATE DOMAIN text2000 AS text;
COMMENT ON DOMAIN text2000 IS 'At most 2,000 characters.';
CREATE DOMAIN text4000 AS text;
COMMENT ON DOMAIN text4000 IS 'At most 4,000 characters.';

DROP TRIGGER product_text_keep ON products;
ALTER TABLE products
    DROP CONSTRAINT products_sku_check,
    DROP CONSTRAINT products_name_check,
    DROP CONSTRAINT products_description_check,
    DROP CONSTRAINT products_price_check,
    DROP CONSTRAINT products_weight_kg_check,
    DROP CONSTRAINT products_low_stock_threshold_check,
    ALTER sku TYPE sku,
    ALTER name TYPE product_name,
    ALTER description TYPE text4000,
    ALTER price TYPE amount,
    ALTER weight_kg TYPE kilograms,
    ALTER low_stock_threshold TYPE pieces;
CREATE TRIGGER product_text_keep AFTER INSERT OR UPDATE OF name, sku, description ON products
    FOR EACH ROW EXECUTE FUNCTION product_text_keep();

-- The sums of an order stay plain numbers: their own CHECK would be longer for each type to be taken off.
ALTER TABLE orders
    DROP CONSTRAINT orders_subtotal_check,
    DROP CONSTRAINT orders_discount_check,
    DROP CONSTRAINT orders_tax_check,
    DROP CONSTRAINT orders_shipping_cost_check,
    DROP CONSTRAINT orders_total_check,
    ADD CONSTRAINT orders_amounts CHECK (least(subtotal, discount, tax, shipping_cost, total) >= 0),
    DROP CONSTRAINT orders_number_form,
    DROP CONSTRAINT orders_currency_check,
    DROP CONSTRAINT orders_payment_method_check,
    DROP CONSTRAINT orders_shipping_method_check,
    DROP CONSTRAINT orders_carrier_check,
    DROP CONSTRAINT orders_tracking_number_check,
    DROP CONSTRAINT orders_customer_notes_check,
    DROP CONSTRAINT orders_internal_notes_check,
    ALTER order_number TYPE order_number,
    ALTER currency TYPE currency_code,
    ALTER payment_method TYPE text50,
    ALTER shipping_method TYPE text50,
    ALTER carrier TYPE text100,
    ALTER tracking_number TYPE text100,
    ALTER customer_notes TYPE text2000,
    ALTER internal_notes TYPE text2000;

ALTER TABLE order_lines
    DROP CONSTRAINT order_lines_unit_price_check,
    DROP CONSTRAINT order_lines_quantity_check,
    DROP CONSTRAINT order_lines_quantities,
    ADD CONSTRAINT order_lines_quantities CHECK (
        unit_price >= 0 AND quantity > 0 AND cancelled_quantity >= 0 AND returned_quantity >= 0
        AND returned_quantity <= shipped_quantity AND shipped_quantity + cancelled_quantity <= quantity);

DROP TRIGGER order_history_only_forgets ON order_history;
ALTER TABLE order_history DROP CONSTRAINT order_history_note_check, ALTER note TYPE text2000;
CREATE TRIGGER order_history_only_forgets BEFORE UPDATE OF note ON order_history
    FOR EACH ROW WHEN (NEW.note IS NOT NULL) EXECUTE FUNCTION order_history_only_forgets();
ALTER TABLE stock_movements DROP CONSTRAINT stock_movements_reason_check, ALTER reason TYPE text200;

ALTER DOMAIN amount ADD CONSTRAINT amount_check CHECK (value >= 0);
ALTER DOMAIN kilograms ADD CONSTRAINT kilograms_check CHECK (value >= 0);
ALTER DOMAIN pieces ADD CONSTRAINT pieces_check CHECK (value >= 0);
ALTER DOMAIN sku ADD CONSTRAINT sku_check CHECK (length(value) BETWEEN 1 AND 64);
ALTER DOMAIN product_name ADD CONSTRAINT product_name_check CHECK (length(value) BETWEEN 1 AND 200);
ALTER DOMAIN order_number ADD CONSTRAINT order_number_form CHECK (value ~ '^ORD-\d{8}-[0-9A-F]{8}$');
ALTER DOMAIN currency_code ADD CONSTRAINT currency_code_form CHECK (value ~ '^[A-Z]{3}$');
ALTER DOMAIN text50 ADD CONSTRAINT text50_length CHECK (length(value) <= 50);
ALTER DOMAIN text100 ADD CONSTRAINT text100_length CHECK (length(value) <= 100);
ALTER DOMAIN text200 ADD CONSTRAINT text200_length CHECK (length(value) <= 200);
ALTER DOMAIN text2000 ADD CONSTRAINT text2000_length CHECK (length(value) <= 2000);
ALTER DOMAIN text4000 ADD CONSTRAINT text4000_length CHECK (length(value) <= 4000);

COMMIT;
