-- Addresses: asked to be changed, and confirmed by a link.

-- name: email_facts :one
-- Who asks, and whether somebody else has the address.
SELECT u.password_hash, @attempt_columns,
       EXISTS (SELECT FROM users o WHERE lower(o.email) = lower(:email) AND o.id <> u.id) AS is_taken
FROM users u WHERE u.id = :me_id::bigint;

-- name: email_ask :one
-- The last wish counts; the link of one before is good no more. The outbox names nobody.
WITH asked AS (
    INSERT INTO email_changes (user_id, email) VALUES (:me_id::bigint, :email)
    ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, asked_at = now(), token_hash = NULL, expires_at = NULL
    RETURNING user_id
), told AS (
    INSERT INTO outbox (event, subject_id, payload, request_id, trace)
    SELECT 'user.email_asked', user_id, to_jsonb(asked), :request_id, :trace FROM asked
)
INSERT INTO audit_log (event, actor_id, subject_id, address, request_id)
SELECT 'email.change_asked', user_id, user_id, :remote_address::inet, :request_id FROM asked
RETURNING 'A link is on its way to the new address' AS message;

-- name: email_ask_again :exec
-- Who has registered and signs in without having confirmed the address gets another link, after a
-- while.
WITH asked AS (
    INSERT INTO email_changes AS w (user_id, email)
    SELECT id, email FROM users WHERE id = :user_id::bigint AND awaits_confirmation
    ON CONFLICT (user_id) DO UPDATE SET asked_at = now() WHERE w.asked_at < now() - interval '5 minutes'
    RETURNING user_id
)
INSERT INTO outbox (event, subject_id, payload, request_id, trace)
SELECT 'user.confirmation_asked', user_id, to_jsonb(asked), :request_id, :trace FROM asked;

-- name: email_confirm_facts :many
-- No row when the token is no good.
SELECT w.user_id FROM email_changes w JOIN users u ON u.id = w.user_id
WHERE w.token_hash = :token_hash::bytea AND w.expires_at > now() AND u.is_active;

-- An account's address was another before: links that were sent there are good no more, and so
-- it is with the customer that is themselves, unless a manager gave that one an address of its own.
-- fragment: email_follows
customer AS (
    UPDATE customers c SET email = changed.email, version = c.version + 1, updated_at = now()
    FROM changed JOIN before ON before.id = changed.id
    WHERE c.id = before.customer_id AND lower(c.email) = lower(before.email) AND c.email <> changed.email
), links AS (
    UPDATE password_resets t SET used_at = now()
    FROM changed JOIN before ON before.id = changed.id
    WHERE t.user_id = changed.id AND t.used_at IS NULL AND before.email <> changed.email
)

-- name: email_confirm :one
-- Once: of two that come together the second starts again, and finds it used.
WITH used AS (
    DELETE FROM email_changes WHERE token_hash = :token_hash::bytea AND expires_at > now() RETURNING user_id, email
), before AS MATERIALIZED (
    SELECT u.id, u.email, u.customer_id FROM users u JOIN used ON used.user_id = u.id FOR NO KEY UPDATE OF u
), changed AS (
    UPDATE users u SET email = used.email, awaits_confirmation = false, version = u.version + 1, updated_at = now()
    FROM used JOIN before ON before.id = used.user_id WHERE u.id = before.id
    RETURNING u.id, u.email
), @email_follows, checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM changed
)
INSERT INTO audit_log (event, actor_id, subject_id, address, request_id)
SELECT 'email.confirmed', changed.id, changed.id, :remote_address::inet, :request_id
FROM checked LEFT JOIN changed ON true WHERE checked.ok
RETURNING 'The address is confirmed' AS message;
