-- Users of an outside issuer.

-- name: outside_principal :one
-- Asked in the first round trip in place of the session. Nulls for a subject that is not known yet;
-- no row when the account is closed or the token was signed out. A second factor is the issuer's to ask.
SELECT @session_user, false AS lacks_factor
FROM (SELECT) AS one
LEFT JOIN user_links l ON l.issuer = :outside_issuer AND l.subject = :outside_subject
LEFT JOIN users u ON u.id = l.user_id
WHERE coalesce(u.is_active, true)
  AND NOT EXISTS (SELECT FROM denied_tokens d WHERE d.issuer = :outside_issuer AND d.token = :token_id);

-- The account that a subject's first token reaches: a customer's with the address it vouches for.
-- fragment: outside_account
SELECT u.id FROM users u
WHERE :email_verified::boolean AND lower(u.email) = lower(:outside_email::text) AND u.role = 'customer'
  AND NOT EXISTS (SELECT FROM user_links l WHERE l.user_id = u.id)
FOR NO KEY UPDATE

-- name: outside_lock :exec
-- In a statement of its own, so that the next one sees what a sign-in has just begun.
@outside_account;

-- name: outside_link :exec
-- The first token of a subject. A customer's account with the same address is linked when the
-- issuer vouches for the address; nobody did so when it was registered, so whatever was made with
-- its password ends, and the password with it. Anybody else gets an account of their own, with the
-- address if the issuer vouches for it and it is free.
WITH account AS MATERIALIZED (@outside_account), customer AS (
    INSERT INTO customers (first_name, last_name, email)
    SELECT :given_name, :family_name, :outside_email WHERE NOT EXISTS (SELECT FROM account)
    RETURNING id
), made AS (
    INSERT INTO users (email, first_name, last_name, password_hash, customer_id)
    SELECT CASE WHEN :email_verified AND :outside_email IS NOT NULL
                     AND NOT EXISTS (SELECT FROM users WHERE lower(email) = lower(:outside_email))
                THEN :outside_email ELSE 'outside-' || customer.id || '@orderd.invalid' END,
           :given_name, :family_name, :no_password, customer.id
    FROM customer
    RETURNING id
), taken AS (
    UPDATE users SET password_hash = :no_password, version = version + 1, updated_at = now()
    FROM account WHERE users.id = account.id
), ended AS (
    UPDATE sessions SET revoked_at = now() FROM account WHERE sessions.user_id = account.id AND revoked_at IS NULL
), keys AS (
    UPDATE api_keys SET revoked_at = now() FROM account WHERE api_keys.user_id = account.id AND revoked_at IS NULL
), factor AS (
    DELETE FROM totp USING account WHERE totp.user_id = account.id
), links AS (
    UPDATE password_resets SET used_at = now() FROM account WHERE password_resets.user_id = account.id AND used_at IS NULL
), told AS (
    INSERT INTO outbox (event, subject_id, payload, request_id, trace)
    SELECT 'user.registered', id, jsonb_build_object('user_id', id), :request_id, :trace FROM made
), linked AS (
    INSERT INTO user_links (issuer, subject, user_id)
    SELECT :outside_issuer, :outside_subject, id FROM (SELECT id FROM account UNION ALL SELECT id FROM made) AS one
    RETURNING user_id
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT CASE WHEN EXISTS (SELECT FROM made) THEN 'user.created' ELSE 'user.linked' END, user_id, user_id,
       :remote_address::inet, jsonb_build_object('issuer', :outside_issuer), :request_id
FROM linked;

-- name: token_deny :one
WITH denied AS (
    INSERT INTO denied_tokens (issuer, token, expires_at)
    VALUES (:outside_issuer, :token_id, to_timestamp(:token_expires::bigint))
    ON CONFLICT DO NOTHING
)
INSERT INTO audit_log (event, actor_id, subject_id, address, request_id)
VALUES ('token.denied', :me_id::bigint, :me_id, :remote_address::inet, :request_id)
RETURNING 'Logged out' AS message;
