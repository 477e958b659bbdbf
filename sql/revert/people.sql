-- Revert orderd:people from pg
BEGIN;
DROP TABLE orderd.users;
DROP TABLE orderd.customers;
DROP TABLE orderd.department_months;
DROP TABLE orderd.departments;
COMMIT;
