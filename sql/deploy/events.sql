-- Deploy orderd:events to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TABLE outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event      text NOT NULL,
    subject_id bigint NOT NULL,
    payload    jsonb NOT NULL,
    request_id text,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE outbox IS 'What happened and the world should hear, written with the work itself; append-only.';
COMMENT ON COLUMN outbox.id IS 'Identity; the order of delivery.';
COMMENT ON COLUMN outbox.event IS 'Noun and verb: order.created.';
COMMENT ON COLUMN outbox.subject_id IS 'Id of the noun.';
COMMENT ON COLUMN outbox.payload IS 'What the receivers get.';
COMMENT ON COLUMN outbox.request_id IS 'The request that did it.';
COMMENT ON COLUMN outbox.created_at IS 'When.';

CREATE TABLE idempotency_keys (
    principal    text NOT NULL,
    route        text NOT NULL,
    key          text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    request_hash bytea NOT NULL,
    status       smallint NOT NULL,
    resource_id  bigint NOT NULL,
    replays      integer NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (principal, route, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
COMMENT ON TABLE idempotency_keys IS 'Requests that were done and may be repeated safely; written in the transaction of the work.';
COMMENT ON COLUMN idempotency_keys.principal IS 'Who asked.';
COMMENT ON COLUMN idempotency_keys.route IS 'Method and pattern of the route.';
COMMENT ON COLUMN idempotency_keys.key IS 'The caller''s Idempotency-Key.';
COMMENT ON COLUMN idempotency_keys.request_hash IS 'Keyed BLAKE2b-256 of path, query and body.';
COMMENT ON COLUMN idempotency_keys.status IS 'HTTP status that was answered.';
COMMENT ON COLUMN idempotency_keys.resource_id IS 'What was made; a replay reads it afresh.';
COMMENT ON COLUMN idempotency_keys.replays IS 'How often it was asked again.';
COMMENT ON COLUMN idempotency_keys.created_at IS 'When it was done; kept 72 hours.';

CREATE TABLE audit_log (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event      text NOT NULL,
    actor_id   bigint REFERENCES users,
    subject_id bigint,
    address    inet,
    details    jsonb NOT NULL DEFAULT '{}',
    request_id text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_log_created ON audit_log (created_at);
COMMENT ON TABLE audit_log IS 'Security and admin events; append-only.';
COMMENT ON COLUMN audit_log.id IS 'Identity.';
COMMENT ON COLUMN audit_log.event IS 'Noun and verb: session.created.';
COMMENT ON COLUMN audit_log.actor_id IS 'Who did it; null: nobody known, or the operator.';
COMMENT ON COLUMN audit_log.subject_id IS 'The user, product or setting it was done to.';
COMMENT ON COLUMN audit_log.address IS 'Where from.';
COMMENT ON COLUMN audit_log.details IS 'What else is worth knowing; never a secret.';
COMMENT ON COLUMN audit_log.request_id IS 'The request that did it.';
COMMENT ON COLUMN audit_log.created_at IS 'When.';

GRANT INSERT ON outbox, audit_log TO orderd_app;
GRANT INSERT, DELETE, UPDATE (replays) ON idempotency_keys TO orderd_app;

COMMIT;
