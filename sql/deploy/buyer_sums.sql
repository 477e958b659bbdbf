-- Deploy orderd:buyer_sums to pg

BEGIN;
SET LOCAL search_path = orderd;

-- A release of before makes sums without them: those stand for nothing, and are made anew.
ALTER TABLE summed ADD buyers boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN summed.buyers IS 'Whether buyer_sums has it, too.';

CREATE TABLE buyer_sums (
    summed_id     bigint NOT NULL REFERENCES summed ON DELETE CASCADE,
    id            bigint GENERATED ALWAYS AS IDENTITY,
    customer_id   bigint,
    country       text COLLATE "C",
    currency      text NOT NULL,
    orders        bigint NOT NULL,
    gross         bigint NOT NULL,
    discount      bigint NOT NULL,
    tax           bigint NOT NULL,
    tax_in_prices bigint NOT NULL,
    shipping_cost bigint NOT NULL,
    refunded      bigint NOT NULL,
    PRIMARY KEY (summed_id, id)
);
COMMENT ON TABLE buyer_sums IS 'What the reports of sales by customer and by country add up, of a day or a month that is summed.';
COMMENT ON COLUMN buyer_sums.summed_id IS 'The day or month.';
COMMENT ON COLUMN buyer_sums.id IS 'Tells its rows apart.';
COMMENT ON COLUMN buyer_sums.customer_id IS 'Whose; null: of nobody.';
COMMENT ON COLUMN buyer_sums.country IS 'Where to, ISO 3166-1; null: not known.';
COMMENT ON COLUMN buyer_sums.currency IS 'ISO 4217.';
COMMENT ON COLUMN buyer_sums.orders IS 'How many.';
COMMENT ON COLUMN buyer_sums.gross IS 'In hundredths, as in product_sums.';
COMMENT ON COLUMN buyer_sums.discount IS 'In hundredths.';
COMMENT ON COLUMN buyer_sums.tax IS 'In hundredths.';
COMMENT ON COLUMN buyer_sums.tax_in_prices IS 'In hundredths.';
COMMENT ON COLUMN buyer_sums.shipping_cost IS 'In hundredths.';
COMMENT ON COLUMN buyer_sums.refunded IS 'In hundredths.';
GRANT INSERT ON buyer_sums TO orderd_app;

-- An order that is another's, or goes elsewhere, changes its entries.
CREATE TRIGGER orders_buyer_marked AFTER UPDATE OF customer_id, shipping_address, billing_address ON orders
    FOR EACH ROW WHEN (NEW.created_at < now() - interval '6 hours'
                       AND (OLD.customer_id, OLD.shipping_address, OLD.billing_address)
                           IS DISTINCT FROM (NEW.customer_id, NEW.shipping_address, NEW.billing_address))
    EXECUTE FUNCTION mark_entries('new');

COMMIT;
