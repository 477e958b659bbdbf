-- Passwords: changed by who knows the old one, set anew by who has a link.

-- fragment: password_owner
u.password_hash, u.email, u.username, u.first_name, u.last_name

-- name: password_facts :one
SELECT @password_owner, @attempt_columns FROM users u WHERE u.id = :me_id::bigint;

-- name: password_lock :exec
-- Before a new password is set, in a statement of its own: the one that ends the sessions then
-- sees those that a sign-in with the old password has just begun.
SELECT refuse_unless(count(*) = 1, 'again')
FROM (SELECT FROM users WHERE id = :user_id::bigint AND password_hash = :password_hash AND is_active
      FOR NO KEY UPDATE) locked;

-- name: password_set :one
-- Every other way in ends: sessions but the one that asks, API keys, links. So do locks.
WITH changed AS (
    UPDATE users SET password_hash = :new_password_hash, updated_at = now()
    WHERE id = :user_id::bigint
    RETURNING id
), unlocked AS (
    DELETE FROM login_failures f USING changed WHERE f.user_id = changed.id AND f.locked_until IS DISTINCT FROM 'infinity'
), ended AS (
    UPDATE sessions s SET revoked_at = now()
    FROM changed WHERE s.user_id = changed.id AND s.revoked_at IS NULL AND s.id IS DISTINCT FROM :sid::uuid
), revoked AS (
    UPDATE api_keys k SET revoked_at = now() FROM changed WHERE k.user_id = changed.id AND k.revoked_at IS NULL
), used AS (
    UPDATE password_resets t SET used_at = now() FROM changed WHERE t.user_id = changed.id AND t.used_at IS NULL
), told AS (
    INSERT INTO outbox (event, subject_id, payload, request_id, trace)
    SELECT 'user.password_changed', id, jsonb_build_object('user_id', id), :request_id, :trace FROM changed
)
INSERT INTO audit_log (event, actor_id, subject_id, address, request_id)
SELECT :event, id, id, :remote_address::inet, :request_id FROM changed
RETURNING 'Password changed' AS message;

-- name: password_forgotten :one
-- The same for every address but for one row. The token is made by who sends the mail, so that
-- the outbox holds none.
WITH account AS (
    SELECT id FROM users WHERE lower(email) = lower(:email) AND is_active
), told AS (
    INSERT INTO outbox (event, subject_id, payload, request_id, trace)
    SELECT 'user.password_forgotten', id, jsonb_build_object('user_id', id), :request_id, :trace FROM account
)
INSERT INTO audit_log (event, subject_id, address, request_id)
VALUES ('password.forgotten', (SELECT id FROM account), :remote_address::inet, :request_id)
RETURNING 'If there is such an account, a link is on its way' AS message;

-- name: reset_facts :many
-- The account that a link's token is for; no row when the token is no good.
SELECT t.user_id, @password_owner
FROM password_resets t JOIN users u ON u.id = t.user_id
WHERE t.token_hash = :reset_hash::bytea AND t.used_at IS NULL AND t.expires_at > now() AND u.is_active;

-- name: reset_use :exec
-- Once: of two that come together the second starts again, and finds it used.
WITH used AS (
    UPDATE password_resets SET used_at = now()
    WHERE token_hash = :reset_hash::bytea AND used_at IS NULL AND expires_at > now()
    RETURNING user_id
)
SELECT refuse_unless(count(*) = 1, 'again') FROM used;

-- name: reset_create :one
-- For the operator, and for who sends the mail.
WITH created AS (
    INSERT INTO password_resets (token_hash, user_id, expires_at)
    SELECT :reset_hash::bytea, id, now() + interval '30 minutes'
    FROM users WHERE lower(email) = lower(:email) AND is_active
    RETURNING user_id
)
INSERT INTO audit_log (event, subject_id, request_id) SELECT 'password.reset_link_made', user_id, :request_id FROM created
RETURNING subject_id AS user_id;
