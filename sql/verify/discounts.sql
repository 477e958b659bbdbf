-- Verify orderd:discounts on pg
BEGIN;
SELECT id, code, name, kind, value, minimum, categories, products, valid_from, valid_to, max_uses, max_uses_per_customer, used,
       version, created_at, updated_at, ended_at FROM orderd.discount_codes WHERE false;
SELECT code_id, customer_id, uses FROM orderd.discount_uses WHERE false;
SELECT user_id, guesses, since FROM orderd.discount_guesses WHERE false;
SELECT 'orderd.discount_taken(bigint, bigint)'::regprocedure, 'orderd.discount_given_back(jsonb)'::regprocedure;
ROLLBACK;
