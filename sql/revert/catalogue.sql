-- Revert orderd:catalogue from pg
BEGIN;
DROP TABLE orderd.products;
DROP TABLE orderd.categories;
COMMIT;
