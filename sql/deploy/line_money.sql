-- Deploy orderd:line_money to pg

BEGIN;
SET LOCAL search_path = orderd;

-- Domains that get their constraint when columns have them, so that no row is written.
CREATE DOMAIN share AS numeric(12,2);
COMMENT ON DOMAIN share IS 'What a line has of a sum of its order, not less than nothing.';
CREATE DOMAIN rate AS numeric(7,6);
COMMENT ON DOMAIN rate IS 'A share of one, not less than nothing.';
CREATE DOMAIN reason AS text;
COMMENT ON DOMAIN reason IS 'Why, in at most 200 characters.';

ALTER TABLE order_lines
    ADD discount        share,
    ADD tax_rate        rate,
    ADD tax             share,
    ADD catalogue_price share,
    ADD price_reason    reason,
    ADD CONSTRAINT order_lines_money CHECK (num_nulls(discount, tax_rate, tax) IN (0, 3) AND discount <= subtotal
                                            AND num_nulls(catalogue_price, price_reason) IN (0, 2)) NOT VALID;
COMMENT ON COLUMN order_lines.discount IS 'Its share of the order''s discount; null: the order has one flat rate, no discount and untaxed shipping.';
COMMENT ON COLUMN order_lines.tax_rate IS 'Its rate; null as discount is.';
COMMENT ON COLUMN order_lines.tax IS 'Its share of its rate''s tax; null as discount is.';
COMMENT ON COLUMN order_lines.catalogue_price IS 'What one cost by the catalogue, when a manager set unit_price; else null.';
COMMENT ON COLUMN order_lines.price_reason IS 'Why a manager set unit_price; else null.';

ALTER TABLE orders
    ADD tax_included   boolean NOT NULL DEFAULT false,
    ADD shipping_tax   numeric(12,2) NOT NULL DEFAULT 0,
    ADD taxes          jsonb,
    ADD discount_terms jsonb,
    DROP CONSTRAINT orders_total_adds_up,
    ADD CONSTRAINT orders_total_adds_up CHECK (
        total = subtotal - discount + shipping_cost + CASE WHEN tax_included THEN 0 ELSE tax END) NOT VALID,
    DROP CONSTRAINT orders_amounts,
    ADD CONSTRAINT orders_amounts CHECK (least(subtotal, discount, tax, shipping_cost, shipping_tax, total) >= 0) NOT VALID;
COMMENT ON COLUMN orders.tax_included IS 'Whether prices and shipping have their tax in them.';
COMMENT ON COLUMN orders.shipping_tax IS 'What of the tax is on shipping.';
COMMENT ON COLUMN orders.taxes IS 'The tax by rates: name, rate, net, tax; null while its lines have none of their own.';
COMMENT ON COLUMN orders.discount_terms IS 'How the discount came about; null: there is none.';
COMMENT ON COLUMN orders.tax IS 'Tax, that on shipping too.';
COMMENT ON COLUMN orders.total IS 'subtotal - discount + shipping_cost, + tax unless it is included.';

ALTER DOMAIN share ADD CONSTRAINT share_check CHECK (value >= 0);
ALTER DOMAIN rate ADD CONSTRAINT rate_check CHECK (value >= 0);
ALTER DOMAIN reason ADD CONSTRAINT reason_length CHECK (length(value) <= 200);

CREATE OR REPLACE FUNCTION order_lines_add_up() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
DECLARE
    this bigint := CASE WHEN TG_TABLE_NAME = 'orders' THEN NEW.id
                        WHEN TG_OP = 'DELETE' THEN (to_jsonb(OLD) ->> 'order_id')::bigint
                        ELSE (to_jsonb(NEW) ->> 'order_id')::bigint END;
    wrong text;
BEGIN
    SELECT CASE WHEN o.subtotal IS DISTINCT FROM l.subtotal THEN 'subtotal is not the sum of its lines'
                WHEN l.taxed = 0 AND o.shipping_tax = 0 THEN NULL
                WHEN l.taxed < l.lines THEN 'not every line has its tax'
                WHEN o.discount <> l.discount THEN 'discount is not the sum of its lines'
                WHEN o.tax <> l.tax + o.shipping_tax THEN 'tax is not the sum of its lines and shipping' END
    INTO wrong
    FROM orders o
    CROSS JOIN (SELECT sum(subtotal) AS subtotal, sum(discount) AS discount, sum(tax) AS tax, count(*) AS lines,
                       count(tax) AS taxed FROM order_lines WHERE order_id = this) l
    WHERE o.id = this;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'order %: %', this, wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_lines_add_up';
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION order_lines_add_up IS 'An order has lines, and its subtotal, discount and tax are their sums.';
DROP TRIGGER orders_lines_add_up ON orders;
CREATE CONSTRAINT TRIGGER orders_lines_add_up AFTER INSERT OR UPDATE OF subtotal, discount, tax, shipping_tax ON orders
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION order_lines_add_up();
DROP TRIGGER order_lines_add_up ON order_lines;
CREATE CONSTRAINT TRIGGER order_lines_add_up
    AFTER UPDATE OF unit_price, quantity, order_id, discount, tax OR DELETE ON order_lines
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION order_lines_add_up();

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

DROP TRIGGER order_lines_stand ON order_lines;
CREATE TRIGGER order_lines_stand
    BEFORE UPDATE OF order_id, product_id, product_sku, product_name, unit_price, quantity, discount, tax_rate, tax,
                     catalogue_price, price_reason OR DELETE ON order_lines
    FOR EACH ROW EXECUTE FUNCTION order_lines_stand();

-- By id, so that statements that know but that can ask, too.
CREATE FUNCTION gone_worth(order_id bigint, line_ids bigint[] DEFAULT NULL, more integer[] DEFAULT NULL) RETURNS numeric
LANGUAGE sql STABLE
RETURN (
    SELECT CASE WHEN count(l.tax) = 0
                THEN goods_share(o.total, o.shipping_cost, o.subtotal, sum(l.unit_price * gone.pieces))
                ELSE sum(round((l.subtotal - l.discount - CASE WHEN o.tax_included THEN l.tax ELSE 0 END)
                               * gone.pieces / l.quantity, 2)
                         + round(l.tax * gone.pieces / l.quantity, 2)) END
    FROM orders o
    JOIN order_lines l ON l.order_id = o.id
    LEFT JOIN ROWS FROM (unnest(line_ids), unnest(more)) AS m (line_id, pieces) ON m.line_id = l.id
    CROSS JOIN LATERAL (SELECT l.cancelled_quantity + l.returned_quantity + coalesce(m.pieces, 0) AS pieces) gone
    WHERE o.id = gone_worth.order_id
    GROUP BY o.id);
COMMENT ON FUNCTION gone_worth IS
    'What the cancelled and returned pieces of an order are worth, and beside them `more` of the lines `line_ids`: net and tax of each line are shared apart, to the cent.';

GRANT UPDATE (discount, tax_included, shipping_tax, taxes, discount_terms) ON orders TO orderd_app;
GRANT UPDATE (discount, tax_rate, tax, catalogue_price, price_reason) ON order_lines TO orderd_app;

COMMIT;

-- Apart, since this reads all rows, and others may write meanwhile.
BEGIN;
ALTER TABLE orderd.order_lines VALIDATE CONSTRAINT order_lines_money;
ALTER TABLE orderd.orders VALIDATE CONSTRAINT orders_total_adds_up, VALIDATE CONSTRAINT orders_amounts;
COMMIT;
