-- Deploy orderd:stock to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TYPE movement_kind AS ENUM (
    'initial', 'restock', 'adjustment', 'reserve', 'release', 'sale', 'return');
COMMENT ON TYPE movement_kind IS
    'initial, restock, adjustment and return add to on_hand; reserve adds to reserved, release takes from it; sale takes from both.';

CREATE TABLE stock_movements (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES products,
    kind       movement_kind NOT NULL,
    quantity   integer NOT NULL,
    reason     text CHECK (length(reason) <= 200),
    order_id   bigint REFERENCES orders,
    actor_id   bigint REFERENCES users,
    request_id text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT stock_movements_quantity CHECK (
        CASE kind WHEN 'adjustment' THEN quantity <> 0 ELSE quantity > 0 END)
);
CREATE INDEX stock_movements_product ON stock_movements (product_id, id);
CREATE INDEX stock_movements_order ON stock_movements (order_id) WHERE order_id IS NOT NULL;
COMMENT ON TABLE stock_movements IS 'The ledger of stock: one row for every change of on_hand or reserved; append-only.';
COMMENT ON COLUMN stock_movements.id IS 'Identity.';
COMMENT ON COLUMN stock_movements.product_id IS 'The product.';
COMMENT ON COLUMN stock_movements.kind IS 'What happened; says which column changed.';
COMMENT ON COLUMN stock_movements.quantity IS 'Pieces; only an adjustment may be negative.';
COMMENT ON COLUMN stock_movements.reason IS 'Why, in words.';
COMMENT ON COLUMN stock_movements.order_id IS 'The order it was for.';
COMMENT ON COLUMN stock_movements.actor_id IS 'By whom; null: by the system.';
COMMENT ON COLUMN stock_movements.request_id IS 'The request that did it.';
COMMENT ON COLUMN stock_movements.created_at IS 'When.';

GRANT INSERT ON stock_movements TO orderd_app;

COMMIT;
