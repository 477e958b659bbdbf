-- Verify orderd:second_factor on pg
BEGIN;
SELECT user_id, sealed, last_step, created_at, confirmed_at FROM orderd.totp WHERE false;
SELECT user_id, code_hash, used_at FROM orderd.recovery_codes WHERE false;
SELECT second_factor FROM orderd.sessions WHERE false;
SELECT second_factor FROM orderd.shop;
ROLLBACK;
