-- Deploy orderd:api_key_tidy to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE INDEX api_keys_ended ON api_keys (least(revoked_at, expires_at)) WHERE least(revoked_at, expires_at) IS NOT NULL;
GRANT DELETE ON api_keys TO orderd_app;

COMMIT;
