-- Deploy orderd:payment_tidy to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE INDEX payment_events_received ON payment_events (received_at);
GRANT DELETE ON payment_events TO orderd_app;

COMMIT;
