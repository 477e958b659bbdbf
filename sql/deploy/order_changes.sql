-- Deploy orderd:order_changes to pg

BEGIN;
SET LOCAL search_path = orderd;

INSERT INTO order_transitions (from_status, to_status, action, least_role, event, stock_effect, by_status) VALUES
    ('draft',             'draft',             'edit',     'customer', 'order.updated',   'none',    false),
    ('pending',           'pending',           'edit',     'customer', 'order.updated',   'none',    false),
    ('pending',           'pending_approval',  'edit',     'customer', 'order.updated',   'none',    false),
    ('pending_approval',  'pending_approval',  'edit',     'manager',  'order.updated',   'none',    false),
    ('confirmed',         'confirmed',         'edit',     'manager',  'order.updated',   'none',    false),
    ('processing',        'processing',        'edit',     'manager',  'order.updated',   'none',    false),
    ('draft',             'draft',             'annotate', 'manager',  'order.updated',   'none',    false),
    ('pending',           'pending',           'annotate', 'manager',  'order.updated',   'none',    false),
    ('pending_approval',  'pending_approval',  'annotate', 'manager',  'order.updated',   'none',    false),
    ('confirmed',         'confirmed',         'annotate', 'manager',  'order.updated',   'none',    false),
    ('processing',        'processing',        'annotate', 'manager',  'order.updated',   'none',    false),
    ('partially_shipped', 'partially_shipped', 'annotate', 'manager',  'order.updated',   'none',    false),
    ('shipped',           'shipped',           'annotate', 'manager',  'order.updated',   'none',    false),
    ('draft',             'pending',           'place',    'customer', 'order.created',   'none',    false),
    ('draft',             'pending_approval',  'place',    'customer', 'order.created',   'none',    false),
    ('draft',             'cancelled',         'cancel',   'customer', 'order.cancelled', 'none',    true),
    ('draft',             'draft',             'delete',   'customer', 'order.deleted',   'none',    false),
    ('pending',           'pending',           'delete',   'admin',    'order.deleted',   'release', false);

ALTER TABLE orders
    ADD deleted_at timestamptz,
    ADD CONSTRAINT orders_deleted_early CHECK (deleted_at IS NULL OR status IN ('draft', 'pending') AND budget_month IS NULL);
COMMENT ON COLUMN orders.deleted_at IS 'When it was deleted; it answers 404 since.';

-- Lines follow an edit, and stand still once an order can't be edited any more.
CREATE FUNCTION order_lines_stand() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM orders o JOIN order_transitions t ON t.from_status = o.status AND t.action = 'edit'
                   WHERE o.id = OLD.order_id) THEN
        RAISE EXCEPTION 'order %: its lines can not be changed any more', OLD.order_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_lines_stand';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
COMMENT ON FUNCTION order_lines_stand IS 'Lines change only while order_transitions lets the order be edited.';
CREATE TRIGGER order_lines_stand
    BEFORE UPDATE OF order_id, product_id, product_sku, product_name, unit_price, quantity OR DELETE ON order_lines
    FOR EACH ROW EXECUTE FUNCTION order_lines_stand();

-- The lines of an order that this transaction makes are summed once, when the order is checked.
CREATE FUNCTION order_line_added() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    PERFORM FROM orders o
    WHERE o.id = NEW.order_id AND NOT (o.created_at = now() AND o.xmin = pg_current_xact_id()::xid)
      AND o.subtotal IS DISTINCT FROM (SELECT sum(l.subtotal) FROM order_lines l WHERE l.order_id = NEW.order_id);
    IF FOUND THEN
        RAISE EXCEPTION 'order %: subtotal is not the sum of its lines', NEW.order_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_lines_add_up';
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION order_line_added IS 'A line that is added later is in the subtotal too.';
CREATE CONSTRAINT TRIGGER order_lines_added_add_up AFTER INSERT ON order_lines
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION order_line_added();

-- A dry run never commits, so what is checked at commit is asked for.
CREATE FUNCTION constraints_hold() RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    RETURN true;
END $$;
COMMENT ON FUNCTION constraints_hold IS 'Fails as the commit would when a deferred constraint is broken; else true.';

GRANT UPDATE (customer_id, subtotal, tax, shipping_cost, total, payment_method, shipping_method, internal_notes,
              created_at, deleted_at) ON orders TO orderd_app;
GRANT DELETE, UPDATE (product_sku, product_name, unit_price, quantity) ON order_lines TO orderd_app;

COMMIT;
