-- Accounts of every role, as admins see and change them.

-- fragment: account_columns
@user_columns, u.customer_id,
EXISTS (SELECT FROM login_failures f WHERE f.user_id = u.id AND @attempt_lock_stands) AS is_locked, u.version, u.updated_at,
EXISTS (SELECT FROM totp t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL) AS has_second_factor

-- fragment: accounts_matching
(:search::text IS NULL OR @search_fits)
AND (:role::text IS NULL OR u.role = :role::role)
AND (:department_id::bigint IS NULL OR u.department_id = :department_id)
AND (:is_active::boolean IS NULL OR u.is_active = :is_active)

-- name: accounts_count :one
SELECT count(*) AS total FROM (SELECT FROM users u WHERE @accounts_matching LIMIT 10001) counted;

-- name: accounts_by_id :many
SELECT @account_columns FROM users u
WHERE @accounts_matching AND (:after_key::bigint IS NULL OR u.id > :after_id::bigint)
ORDER BY u.id LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: accounts_by_id_desc :many
SELECT @account_columns FROM users u
WHERE @accounts_matching AND (:after_key::bigint IS NULL OR u.id < :after_id::bigint)
ORDER BY u.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: account_get :one
SELECT @account_columns FROM users u WHERE u.id = :id::bigint;

-- name: account_facts :one
-- The account, and whether the department that was named is one.
SELECT u.version,
       :department_id::bigint IS NULL OR EXISTS (SELECT FROM departments WHERE id = :department_id) AS department_known
FROM users u WHERE u.id = :id::bigint;

-- name: admins_lock :exec
-- Two admins can't demote each other at the same time.
SELECT @lock_admins;

-- name: account_lock :exec
-- In a statement of its own, so that the next one sees what a sign-in has just begun.
SELECT FROM users WHERE id = :id::bigint FOR NO KEY UPDATE;

-- name: account_update :exec
-- A change of role, department or activity ends the user's sessions, and caps or revokes what acts
-- for them; the last admin stays one.
WITH before AS MATERIALIZED (
    SELECT id, email, customer_id, role, department_id, is_active FROM users
    WHERE id = :id::bigint AND version = :version::integer FOR NO KEY UPDATE
), updated AS (
    UPDATE users u SET
        email         = coalesce(:email, u.email),
        awaits_confirmation = u.awaits_confirmation AND NOT :has_email::boolean,
        username      = CASE WHEN :has_username::boolean THEN :username ELSE u.username END,
        first_name    = CASE WHEN :has_first_name::boolean THEN :first_name ELSE u.first_name END,
        last_name     = CASE WHEN :has_last_name::boolean THEN :last_name ELSE u.last_name END,
        role          = coalesce(:role::role, u.role),
        department_id = CASE WHEN :has_department_id::boolean THEN :department_id::bigint ELSE u.department_id END,
        is_active     = coalesce(:is_active::boolean, u.is_active),
        version       = u.version + 1,
        updated_at    = now()
    FROM before b WHERE u.id = b.id
    RETURNING u.id, u.email, u.role, u.department_id, u.is_active, b.role = 'admin' AND b.is_active AS was_admin,
              (u.role, u.is_active) IS DISTINCT FROM (b.role, b.is_active)
              OR u.department_id IS DISTINCT FROM b.department_id AS ends_sessions,
              u.is_active <> b.is_active OR u.department_id IS DISTINCT FROM b.department_id AS ends_keys
), changed AS (
    SELECT id, email FROM updated
), @email_follows, wishes AS (
    DELETE FROM email_changes w USING updated WHERE w.user_id = updated.id AND :has_email
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again')
           AND refuse_unless(bool_and(NOT was_admin OR (role = 'admin' AND is_active)
                                      OR EXISTS (SELECT FROM users o WHERE o.role = 'admin' AND o.is_active
                                                                       AND o.id <> updated.id)), 'last_admin') AS ok
    FROM updated
), ended AS (
    UPDATE sessions s SET revoked_at = now()
    FROM updated WHERE s.user_id = updated.id AND s.revoked_at IS NULL AND updated.ends_sessions
), keys AS (
    UPDATE api_keys k SET role = least(k.role, updated.role), revoked_at = CASE WHEN updated.ends_keys THEN now() END
    FROM updated
    WHERE k.user_id = updated.id AND k.revoked_at IS NULL AND (updated.ends_keys OR k.role > updated.role)
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'user.changed', :me_id::bigint, updated.id, :remote_address::inet,
       jsonb_build_object('role', updated.role, 'department_id', updated.department_id, 'is_active', updated.is_active),
       :request_id
FROM checked LEFT JOIN updated ON true WHERE checked.ok;

-- name: account_unlock :exec
WITH unlocked AS (
    DELETE FROM login_failures WHERE user_id = :id::bigint AND locked_until IS DISTINCT FROM 'infinity'
)
INSERT INTO audit_log (event, actor_id, subject_id, address, request_id)
VALUES ('user.unlocked', :me_id::bigint, :id, :remote_address::inet, :request_id);
