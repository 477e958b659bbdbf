-- Verify orderd:seals on pg
BEGIN;
SELECT id, last_id, row_ids, row_macs, head, sealed_at FROM orderd.audit_seals WHERE false;
SELECT 'orderd.sessions_expires'::regclass, 'orderd.refresh_tokens_expires'::regclass;
ROLLBACK;
