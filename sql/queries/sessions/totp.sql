-- The second factor: an authenticator app (RFC 6238), and codes for who has lost it.

-- fragment: totp_facts
u.id AS user_id, u.email, u.password_hash, t.sealed, t.last_step, t.confirmed_at IS NOT NULL AS is_on,
EXISTS (SELECT FROM recovery_codes c
        WHERE c.user_id = u.id AND c.code_hash = :recovery_hash::bytea AND c.used_at IS NULL) AS recovers

-- name: totp_facts :one
SELECT @totp_facts, @attempt_columns FROM users u LEFT JOIN totp t ON t.user_id = u.id WHERE u.id = :me_id::bigint;

-- name: totp_login_facts :many
-- No row: there is none to be shown.
SELECT @totp_facts FROM users u JOIN totp t ON t.user_id = u.id
WHERE lower(u.email) = lower(:email) AND t.confirmed_at IS NOT NULL;

-- name: totp_get :one
SELECT t.confirmed_at IS NOT NULL AS is_on, t.confirmed_at,
       (SELECT count(*) FROM recovery_codes c WHERE c.user_id = u.id AND c.used_at IS NULL) AS recovery_codes_left,
       second_factor_demanded(u.role) AS is_demanded
FROM users u LEFT JOIN totp t ON t.user_id = u.id WHERE u.id = :me_id::bigint;

-- name: totp_begin :exec
WITH begun AS (
    INSERT INTO totp (user_id, sealed) VALUES (:me_id::bigint, :sealed::bytea)
    ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, created_at = now() WHERE totp.confirmed_at IS NULL
    RETURNING user_id
)
SELECT refuse_unless(count(*) = 1, 'again') FROM begun;

-- name: totp_confirm :exec
-- After attempt_lock, so that it sees all sessions that were begun without it: they end, but for the
-- one that has just shown it.
WITH confirmed AS (
    UPDATE totp SET confirmed_at = now(), last_step = :otp_step::bigint
    WHERE user_id = :user_id::bigint AND sealed = :sealed::bytea AND confirmed_at IS NULL
    RETURNING user_id
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM confirmed
), codes AS (
    INSERT INTO recovery_codes (user_id, code_hash)
    SELECT user_id, decode(unnest(:code_hashes::text[]), 'hex') FROM confirmed
), ended AS (
    UPDATE sessions s SET second_factor = s.id = :sid::uuid, revoked_at = CASE WHEN s.id <> :sid THEN now() END
    FROM confirmed WHERE s.user_id = confirmed.user_id AND s.revoked_at IS NULL
), told AS (
    INSERT INTO outbox (event, subject_id, payload, request_id, trace)
    SELECT 'user.totp_enabled', user_id, to_jsonb(confirmed), :request_id, :trace FROM confirmed
)
INSERT INTO audit_log (event, actor_id, subject_id, address, request_id)
SELECT 'totp.enabled', :me_id::bigint, confirmed.user_id, :remote_address::inet, :request_id
FROM checked LEFT JOIN confirmed ON true WHERE checked.ok;

-- What who signs in has shown, once attempt_lock has the account and the session is made:

-- name: totp_none :exec
-- The password alone, as long as nothing was switched on meanwhile.
SELECT refuse_unless(NOT EXISTS (SELECT FROM totp WHERE user_id = :user_id::bigint AND confirmed_at IS NOT NULL), 'again');

-- name: totp_use :exec
-- A code, which is good once: of two that come together the second starts again, and finds it used.
WITH used AS (
    UPDATE totp SET last_step = :otp_step::bigint
    WHERE user_id = :user_id::bigint AND sealed = :sealed::bytea AND confirmed_at IS NOT NULL AND last_step < :otp_step
    RETURNING user_id
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM used
)
UPDATE sessions SET second_factor = true FROM checked WHERE id = :sid::uuid AND checked.ok;

-- name: recovery_code_use :exec
WITH used AS (
    UPDATE recovery_codes SET used_at = now()
    WHERE user_id = :user_id::bigint AND code_hash = :recovery_hash::bytea AND used_at IS NULL
    RETURNING user_id
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM used
), marked AS (
    UPDATE sessions SET second_factor = true FROM checked WHERE id = :sid::uuid AND checked.ok
), told AS (
    INSERT INTO outbox (event, subject_id, payload, request_id, trace)
    SELECT 'user.recovery_code_used', user_id, to_jsonb(used), :request_id, :trace FROM used
)
INSERT INTO audit_log (event, actor_id, subject_id, address, request_id)
SELECT 'recovery_code.used', used.user_id, used.user_id, :remote_address::inet, :request_id
FROM checked LEFT JOIN used ON true WHERE checked.ok;

-- name: totp_owner :one
-- For an admin: no row for who has none.
SELECT user_id FROM totp WHERE user_id = :id::bigint AND confirmed_at IS NOT NULL;

-- name: totp_remove :exec
-- Its codes go with it; sessions in which it was shown are as those in which it was not.
WITH removed AS (
    DELETE FROM totp WHERE user_id = :user_id::bigint AND confirmed_at IS NOT NULL
    RETURNING user_id
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM removed
), unmarked AS (
    UPDATE sessions s SET second_factor = false
    FROM removed WHERE s.user_id = removed.user_id AND s.revoked_at IS NULL AND s.second_factor
), told AS (
    INSERT INTO outbox (event, subject_id, payload, request_id, trace)
    SELECT 'user.totp_disabled', user_id, to_jsonb(removed), :request_id, :trace FROM removed
)
INSERT INTO audit_log (event, actor_id, subject_id, address, request_id)
SELECT 'totp.disabled', :me_id::bigint, removed.user_id, :remote_address::inet, :request_id
FROM checked LEFT JOIN removed ON true WHERE checked.ok;
