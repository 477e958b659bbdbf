-- Verify orderd:events on pg
BEGIN;
SELECT id, event, subject_id, payload, request_id, created_at FROM orderd.outbox WHERE false;
SELECT principal, route, key, request_hash, status, resource_id, replays FROM orderd.idempotency_keys WHERE false;
SELECT id, event, actor_id, subject_id, address, details, request_id FROM orderd.audit_log WHERE false;
ROLLBACK;
