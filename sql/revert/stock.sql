-- Revert orderd:stock from pg
BEGIN;
DROP TABLE orderd.stock_movements;
DROP TYPE orderd.movement_kind;
COMMIT;
