-- Revert orderd:placed_marks from pg

BEGIN;
SET LOCAL search_path = orderd;
DROP FUNCTION mark_placed() CASCADE;
DROP TRIGGER orders_marked ON orders;
CREATE TRIGGER orders_marked AFTER INSERT OR UPDATE OF status, currency, department_id, discount_terms, tax_included, subtotal,
        discount, tax, shipping_cost, total, created_at, deleted_at ON orders
    FOR EACH ROW WHEN (NEW.created_at < now() - interval '6 hours') EXECUTE FUNCTION mark_entries('new');
COMMIT;
