-- Deploy orderd:report_sums to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TABLE summed (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    grain  text NOT NULL CHECK (grain IN ('day', 'month')),
    starts date NOT NULL,
    span   tstzrange NOT NULL,
    UNIQUE (grain, starts)
);
COMMENT ON TABLE summed IS 'Days and months whose entries reports need not add up again, while no mark lies in them. Who changes what an entry is, or what is sold, deletes all.';
COMMENT ON COLUMN summed.id IS 'Identity: sums that are made anew have another.';
COMMENT ON COLUMN summed.grain IS 'A day or a month.';
COMMENT ON COLUMN summed.starts IS 'Its first day.';
COMMENT ON COLUMN summed.span IS 'What it was in the business time zone of then; in another, the sums say nothing.';

CREATE TABLE sale_sums (
    summed_id     bigint NOT NULL REFERENCES summed ON DELETE CASCADE,
    id            bigint GENERATED ALWAYS AS IDENTITY,
    day           date NOT NULL,
    status        order_status,
    currency      text NOT NULL,
    department_id bigint,
    code          text,
    orders        bigint NOT NULL,
    gross         numeric(18,2) NOT NULL,
    discount      numeric(18,2) NOT NULL,
    tax           numeric(18,2) NOT NULL,
    tax_in_prices numeric(18,2) NOT NULL,
    shipping_cost numeric(18,2) NOT NULL,
    refunded      numeric(18,2) NOT NULL,
    PRIMARY KEY (summed_id, id)
);
COMMENT ON TABLE sale_sums IS 'What the report of sales adds up, of a day that is summed.';
COMMENT ON COLUMN sale_sums.summed_id IS 'The day.';
COMMENT ON COLUMN sale_sums.id IS 'Tells its rows apart.';
COMMENT ON COLUMN sale_sums.day IS 'The day in words: where midnight comes twice, an entry of its first hour may be told of the next one.';
COMMENT ON COLUMN sale_sums.status IS 'Of orders, sold or not; null: what made less of sold ones.';
COMMENT ON COLUMN sale_sums.currency IS 'ISO 4217.';
COMMENT ON COLUMN sale_sums.department_id IS 'Whose; null: of none.';
COMMENT ON COLUMN sale_sums.code IS 'The discount code; null: without.';
COMMENT ON COLUMN sale_sums.orders IS 'How many.';
COMMENT ON COLUMN sale_sums.gross IS 'Sum.';
COMMENT ON COLUMN sale_sums.discount IS 'Sum.';
COMMENT ON COLUMN sale_sums.tax IS 'Sum.';
COMMENT ON COLUMN sale_sums.tax_in_prices IS 'Sum.';
COMMENT ON COLUMN sale_sums.shipping_cost IS 'Sum.';
COMMENT ON COLUMN sale_sums.refunded IS 'Sum.';

CREATE TABLE product_sums (
    summed_id         bigint NOT NULL REFERENCES summed ON DELETE CASCADE,
    product_id        bigint NOT NULL,
    currency          text NOT NULL,
    orders            bigint NOT NULL,
    quantity          bigint NOT NULL,
    returned_quantity bigint NOT NULL,
    gross             bigint NOT NULL,
    discount          bigint NOT NULL,
    tax               bigint NOT NULL,
    tax_in_prices     bigint NOT NULL,
    refunded          bigint NOT NULL,
    PRIMARY KEY (summed_id, product_id, currency)
);
COMMENT ON TABLE product_sums IS 'What the report of top products adds up, of a day or a month that is summed.';
COMMENT ON COLUMN product_sums.summed_id IS 'The day or month.';
COMMENT ON COLUMN product_sums.product_id IS 'The product.';
COMMENT ON COLUMN product_sums.currency IS 'ISO 4217.';
COMMENT ON COLUMN product_sums.orders IS 'How many orders it was sold in.';
COMMENT ON COLUMN product_sums.quantity IS 'Pieces sold.';
COMMENT ON COLUMN product_sums.returned_quantity IS 'Pieces that came back.';
COMMENT ON COLUMN product_sums.gross IS 'In hundredths, of which a million are added up in a tenth of the time.';
COMMENT ON COLUMN product_sums.discount IS 'In hundredths.';
COMMENT ON COLUMN product_sums.tax IS 'In hundredths.';
COMMENT ON COLUMN product_sums.tax_in_prices IS 'In hundredths.';
COMMENT ON COLUMN product_sums.refunded IS 'In hundredths.';

-- A mark comes with the change, in its transaction, so whoever sees one sees both. They are only added,
-- so that nobody waits for anybody.
CREATE TABLE sum_marks (
    at timestamptz NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (at, id)
);
COMMENT ON TABLE sum_marks IS 'Moments of entries that changed: sums of the day and month around them are no longer right.';
COMMENT ON COLUMN sum_marks.at IS 'When the order was placed, the return received or the refund decided.';
COMMENT ON COLUMN sum_marks.id IS 'Tells those of one moment apart.';

-- What is so young that no sums have it needs no marks, so placing an order writes none: a day is summed
-- twelve hours after its end, and no transaction takes the six that lie between.
CREATE FUNCTION entry_may_be_summed(at timestamptz) RETURNS boolean
LANGUAGE sql STABLE
RETURN at < now() - interval '6 hours';
COMMENT ON FUNCTION entry_may_be_summed IS 'Whether an entry of that time is marked when it changes.';

CREATE FUNCTION mark_entries() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
DECLARE
    entry record;
BEGIN
    IF TG_ARGV[0] = 'old' THEN entry := OLD; ELSE entry := NEW; END IF;
    CASE TG_TABLE_NAME
    WHEN 'orders' THEN
        INSERT INTO sum_marks (at)
        SELECT at FROM (VALUES (entry.created_at)) placed (at) WHERE entry_may_be_summed(at)
        UNION ALL SELECT received_at FROM returns WHERE order_id = entry.id AND entry_may_be_summed(received_at)
        UNION ALL SELECT created_at FROM refunds WHERE order_id = entry.id AND entry_may_be_summed(created_at);
    WHEN 'order_lines' THEN
        INSERT INTO sum_marks (at)
        SELECT created_at FROM orders WHERE id = entry.order_id AND entry_may_be_summed(created_at)
        UNION ALL SELECT received_at FROM returns WHERE order_id = entry.order_id AND entry_may_be_summed(received_at);
    WHEN 'returns' THEN
        INSERT INTO sum_marks (at) VALUES (entry.received_at);
    WHEN 'return_lines' THEN
        INSERT INTO sum_marks (at) SELECT received_at FROM returns WHERE id = entry.return_id AND entry_may_be_summed(received_at);
    WHEN 'refunds' THEN
        INSERT INTO sum_marks (at) VALUES (entry.created_at);
    WHEN 'payment_operations' THEN
        INSERT INTO sum_marks (at) SELECT created_at FROM refunds WHERE id = entry.refund_id AND entry_may_be_summed(created_at);
    END CASE;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION mark_entries IS 'Marks the entries that follow from a row that changed.';

CREATE TRIGGER orders_marked AFTER INSERT OR UPDATE OF status, currency, department_id, discount_terms, tax_included, subtotal,
        discount, tax, shipping_cost, total, created_at, deleted_at ON orders
    FOR EACH ROW WHEN (NEW.created_at < now() - interval '6 hours') EXECUTE FUNCTION mark_entries('new');
CREATE TRIGGER orders_left_marked AFTER UPDATE OF created_at OR DELETE ON orders
    FOR EACH ROW WHEN (OLD.created_at < now() - interval '6 hours') EXECUTE FUNCTION mark_entries('old');

-- A line that is added and costs something changes its order, too.
CREATE TRIGGER order_lines_marked AFTER UPDATE OF order_id, product_id, unit_price, quantity, cancelled_quantity, discount, tax
    ON order_lines FOR EACH ROW EXECUTE FUNCTION mark_entries('new');
CREATE TRIGGER order_lines_left_marked AFTER UPDATE OF order_id OR DELETE ON order_lines
    FOR EACH ROW EXECUTE FUNCTION mark_entries('old');
CREATE TRIGGER order_lines_free_marked AFTER INSERT ON order_lines
    FOR EACH ROW WHEN (NEW.subtotal = 0) EXECUTE FUNCTION mark_entries('new');

CREATE TRIGGER returns_marked AFTER INSERT OR UPDATE OF order_id, received_at, refund_amount, shipping_refund ON returns
    FOR EACH ROW WHEN (NEW.received_at < now() - interval '6 hours') EXECUTE FUNCTION mark_entries('new');
CREATE TRIGGER returns_left_marked AFTER UPDATE OF received_at OR DELETE ON returns
    FOR EACH ROW WHEN (OLD.received_at < now() - interval '6 hours') EXECUTE FUNCTION mark_entries('old');
CREATE TRIGGER return_lines_marked AFTER INSERT OR UPDATE ON return_lines
    FOR EACH ROW EXECUTE FUNCTION mark_entries('new');
CREATE TRIGGER return_lines_left_marked AFTER UPDATE OR DELETE ON return_lines
    FOR EACH ROW EXECUTE FUNCTION mark_entries('old');

CREATE TRIGGER refunds_marked AFTER INSERT OR UPDATE ON refunds
    FOR EACH ROW WHEN (NEW.created_at < now() - interval '6 hours') EXECUTE FUNCTION mark_entries('new');
CREATE TRIGGER refunds_left_marked AFTER UPDATE OF created_at OR DELETE ON refunds
    FOR EACH ROW WHEN (OLD.created_at < now() - interval '6 hours') EXECUTE FUNCTION mark_entries('old');
CREATE TRIGGER payment_operations_marked AFTER INSERT OR UPDATE OF refund_id, amount, state, by ON payment_operations
    FOR EACH ROW WHEN (NEW.refund_id IS NOT NULL) EXECUTE FUNCTION mark_entries('new');
CREATE TRIGGER payment_operations_left_marked AFTER UPDATE OF refund_id OR DELETE ON payment_operations
    FOR EACH ROW WHEN (OLD.refund_id IS NOT NULL) EXECUTE FUNCTION mark_entries('old');

-- Their sums go with the days.
GRANT INSERT, DELETE ON summed, sum_marks TO orderd_app;
GRANT INSERT ON sale_sums, product_sums TO orderd_app;

COMMIT;
