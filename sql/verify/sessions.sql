-- Verify orderd:sessions on pg
BEGIN;
SELECT id, user_id, address, user_agent, created_at, last_used_at, expires_at, revoked_at FROM orderd.sessions WHERE false;
SELECT token_hash, session_id, created_at, expires_at, used_at FROM orderd.refresh_tokens WHERE false;
ROLLBACK;
