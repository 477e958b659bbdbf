-- Verify orderd:outside on pg
BEGIN;
SELECT issuer, subject, user_id, created_at FROM orderd.user_links WHERE false;
SELECT issuer, token, expires_at FROM orderd.denied_tokens WHERE false;
ROLLBACK;
