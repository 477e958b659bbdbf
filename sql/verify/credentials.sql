-- Verify orderd:credentials on pg
BEGIN;
SELECT token_hash, user_id, created_at, expires_at, used_at FROM orderd.password_resets WHERE false;
SELECT id, user_id, name, prefix, key_hash, role, created_at, expires_at, last_used_at, revoked_at FROM orderd.api_keys WHERE false;
ROLLBACK;
