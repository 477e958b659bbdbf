-- Deploy orderd:forgetting to pg

BEGIN;
SET LOCAL search_path = orderd;

-- What people typed about the orders of who is forgotten goes, and nothing else takes its place.
GRANT UPDATE (note) ON order_history TO orderd_app;
GRANT UPDATE (reason) ON refunds TO orderd_app;
GRANT UPDATE (name) ON api_keys TO orderd_app;
GRANT DELETE ON user_links TO orderd_app;

CREATE FUNCTION order_history_only_forgets() RETURNS trigger
LANGUAGE plpgsql SET search_path = orderd AS $$
BEGIN
    RAISE EXCEPTION 'order_history %: a note is forgotten, not rewritten', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'order_history_only_forgets';
END $$;
COMMENT ON FUNCTION order_history_only_forgets IS 'The history of orders loses words, and never changes them.';
CREATE TRIGGER order_history_only_forgets BEFORE UPDATE OF note ON order_history
    FOR EACH ROW WHEN (NEW.note IS NOT NULL) EXECUTE FUNCTION order_history_only_forgets();
COMMENT ON TABLE order_history IS 'Every move of every order; append-only, but for notes that are forgotten with a person.';

-- The outbox holds ids: who delivers reads the rest, as long as it is there.
UPDATE outbox SET payload = payload - 'email' - 'reason' WHERE payload ?| ARRAY['email', 'reason'];
COMMENT ON COLUMN outbox.payload IS 'What the receivers get: ids, numbers and states, never what names a person.';

COMMENT ON TABLE payment_operations IS
    'What a provider was asked, written before it is asked: whoever finds one open asks again with the same key, or looks it up once the key may be forgotten.';

COMMIT;
