-- Deploy orderd:ledger_keys to pg

BEGIN;
SET LOCAL search_path = orderd;

-- Foreign keys made each row of a ledger look up what it names, for an order eight times. The
-- application can't delete that, and takes it from rows that it has in its hands; so it is enough
-- that who can delete looks whether a ledger names it.
CREATE FUNCTION named_in_ledger() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
DECLARE
    named boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I = $1)', TG_ARGV[0], TG_ARGV[1]) INTO named USING OLD.id;
    IF named THEN
        RAISE EXCEPTION '% % is named in %', TG_TABLE_NAME, OLD.id, TG_ARGV[0]
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION named_in_ledger IS 'What the ledger TG_ARGV[0] names in its column TG_ARGV[1] does not go.';
CREATE TRIGGER order_history_order_id_stays AFTER DELETE ON orders
    FOR EACH ROW EXECUTE FUNCTION named_in_ledger('order_history', 'order_id');
CREATE TRIGGER order_history_actor_id_stays AFTER DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION named_in_ledger('order_history', 'actor_id');
CREATE TRIGGER stock_movements_product_id_stays AFTER DELETE ON products
    FOR EACH ROW EXECUTE FUNCTION named_in_ledger('stock_movements', 'product_id');
CREATE TRIGGER stock_movements_order_id_stays AFTER DELETE ON orders
    FOR EACH ROW EXECUTE FUNCTION named_in_ledger('stock_movements', 'order_id');
CREATE TRIGGER stock_movements_actor_id_stays AFTER DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION named_in_ledger('stock_movements', 'actor_id');

-- The key is what the ledger is read by; nobody asks for a row by its id alone, nor for the movements
-- of an order. Making the two indexes holds up writing for a second or two a million rows.
ALTER TABLE order_history
    DROP CONSTRAINT order_history_order_id_fkey,
    DROP CONSTRAINT order_history_actor_id_fkey,
    DROP CONSTRAINT order_history_pkey,
    ADD PRIMARY KEY (order_id, id);
DROP INDEX order_history_order;
ALTER TABLE stock_movements
    DROP CONSTRAINT stock_movements_product_id_fkey,
    DROP CONSTRAINT stock_movements_order_id_fkey,
    DROP CONSTRAINT stock_movements_actor_id_fkey,
    DROP CONSTRAINT stock_movements_pkey,
    ADD PRIMARY KEY (product_id, id);
DROP INDEX stock_movements_product, stock_movements_order;

COMMIT;
