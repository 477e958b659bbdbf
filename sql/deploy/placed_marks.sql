-- Deploy orderd:placed_marks to pg

BEGIN;
SET LOCAL search_path = orderd;

-- An order that is new has neither returns nor refunds that its entries would be looked for in: an
-- import has a hundred thousand of them.
CREATE FUNCTION mark_placed() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    INSERT INTO sum_marks (at) VALUES (NEW.created_at);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION mark_placed IS 'Marks the entry that a new order of the past is.';

DROP TRIGGER orders_marked ON orders;
CREATE TRIGGER orders_marked AFTER UPDATE OF status, currency, department_id, discount_terms, tax_included, subtotal,
        discount, tax, shipping_cost, total, created_at, deleted_at ON orders
    FOR EACH ROW WHEN (NEW.created_at < now() - interval '6 hours') EXECUTE FUNCTION mark_entries('new');
CREATE TRIGGER orders_placed_marked AFTER INSERT ON orders
    FOR EACH ROW WHEN (NEW.created_at < now() - interval '6 hours') EXECUTE FUNCTION mark_placed();

COMMIT;
