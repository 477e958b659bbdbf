-- Users: who signs in.

-- fragment: user_columns
u.id, u.email, u.username, u.first_name, u.last_name, u.role, u.department_id, u.is_active, u.created_at,
split_part(u.languages, ' ', 1) AS language

-- name: user_me :one
SELECT (SELECT row_to_json(me) FROM (SELECT @user_columns) me) AS user, u.version AS _version
FROM users u WHERE u.id = :me_id::bigint;

-- name: me_lock :exec
-- Who asks, in a statement of its own: the next one then sees what they have just made, and what has
-- just ended their sessions.
SELECT FROM users WHERE id = :me_id::bigint FOR NO KEY UPDATE;

-- name: user_registration :one
-- What the rules of registering need, and the ids of the new rows.
SELECT registration_open, confirm_email,
       :department_id::bigint IS NULL OR EXISTS (SELECT FROM departments WHERE id = :department_id) AS department_known,
       nextval('users_id_seq') AS new_id, nextval('customers_id_seq') AS new_customer_id
FROM shop;

-- name: user_create :exec
-- A user comes with a customer of their own.
WITH customer AS (
    INSERT INTO customers (id, first_name, last_name, email) OVERRIDING SYSTEM VALUE
    VALUES (:new_customer_id::bigint, :first_name, :last_name, :email)
    RETURNING id
), created AS (
    INSERT INTO users (id, email, username, first_name, last_name, password_hash, role, department_id, customer_id,
                       languages, awaits_confirmation)
    OVERRIDING SYSTEM VALUE
    SELECT :id::bigint, :email, :username, :first_name, :last_name, :password_hash,
           coalesce(:role::role, 'customer'), :department_id::bigint, customer.id,
           :languages, coalesce(:awaits_confirmation::boolean, false)
    FROM customer
    RETURNING id, role, email, awaits_confirmation
), confirming AS (
    INSERT INTO email_changes (user_id, email) SELECT id, email FROM created WHERE awaits_confirmation
    RETURNING user_id
), told AS (
    INSERT INTO outbox (event, subject_id, payload, request_id, trace)
    SELECT 'user.registered', id, jsonb_build_object('user_id', id), :request_id, :trace FROM created
    UNION ALL
    SELECT 'user.confirmation_asked', user_id, to_jsonb(confirming), :request_id, :trace FROM confirming
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'user.created', coalesce(:me_id::bigint, id), id, :remote_address::inet, jsonb_build_object('role', role), :request_id
FROM created;

-- name: user_registered :one
SELECT CASE WHEN u.awaits_confirmation THEN 'Confirm your address: a link is on its way'
            ELSE 'User registered successfully' END AS message,
       (SELECT row_to_json(me) FROM (SELECT @user_columns) me) AS user
FROM users u WHERE u.id = :id::bigint;

-- name: user_update_me :exec
WITH updated AS (
    UPDATE users SET
        username   = CASE WHEN :has_username::boolean THEN :username ELSE username END,
        first_name = CASE WHEN :has_first_name::boolean THEN :first_name ELSE first_name END,
        last_name  = CASE WHEN :has_last_name::boolean THEN :last_name ELSE last_name END,
        languages  = CASE WHEN :has_language::boolean THEN lower(:language) ELSE languages END,
        version    = version + 1,
        updated_at = now()
    WHERE id = :me_id::bigint AND version = :version::integer
    RETURNING id
)
SELECT refuse_unless(EXISTS (SELECT FROM updated), 'again');

-- name: user_unlock :one
-- By e-mail: for the operator at the shell.
WITH account AS (
    SELECT id FROM users WHERE lower(email) = lower(:email)
), unlocked AS (
    DELETE FROM login_failures f USING account WHERE f.user_id = account.id AND f.locked_until IS DISTINCT FROM 'infinity'
)
INSERT INTO audit_log (event, subject_id) SELECT 'user.unlocked', id FROM account RETURNING subject_id AS id;
