-- Revert orderd:return_reasons from pg
BEGIN;
REVOKE UPDATE (reason) ON orderd.returns FROM orderd_app;
COMMIT;
