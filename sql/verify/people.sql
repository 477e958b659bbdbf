-- Verify orderd:people on pg
BEGIN;
SELECT id, name, approval_threshold, monthly_budget, version FROM orderd.departments WHERE false;
SELECT department_id, month, spent FROM orderd.department_months WHERE false;
SELECT id, first_name, last_name, email, phone, address, version FROM orderd.customers WHERE false;
SELECT id, email, username, password_hash, role, department_id, customer_id, is_active, failed_logins, locked_until
FROM orderd.users WHERE false;
ROLLBACK;
