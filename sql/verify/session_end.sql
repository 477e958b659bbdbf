-- Verify orderd:session_end on pg
BEGIN;
SELECT session_seconds FROM orderd.shop;
ROLLBACK;
