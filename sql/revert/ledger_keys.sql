-- Revert orderd:ledger_keys from pg
BEGIN;
SET LOCAL search_path = orderd;

ALTER TABLE stock_movements
    DROP CONSTRAINT stock_movements_pkey,
    ADD PRIMARY KEY (id),
    ADD FOREIGN KEY (product_id) REFERENCES products,
    ADD FOREIGN KEY (order_id) REFERENCES orders,
    ADD FOREIGN KEY (actor_id) REFERENCES users;
CREATE INDEX stock_movements_product ON stock_movements (product_id, id);
CREATE INDEX stock_movements_order ON stock_movements (order_id) WHERE order_id IS NOT NULL;
ALTER TABLE order_history
    DROP CONSTRAINT order_history_pkey,
    ADD PRIMARY KEY (id),
    ADD FOREIGN KEY (order_id) REFERENCES orders,
    ADD FOREIGN KEY (actor_id) REFERENCES users;
CREATE INDEX order_history_order ON order_history (order_id, id);

DROP FUNCTION named_in_ledger() CASCADE;

COMMIT;
