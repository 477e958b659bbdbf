-- API keys: programs that act for a user.

-- fragment: api_key_lives
k.revoked_at IS NULL AND coalesce(k.expires_at > now(), true) AND u.is_active

-- fragment: api_key_role
least(k.role, u.role)

-- A key of a role of which a second factor is demanded needs an owner who has one.
-- fragment: api_key_lacks_factor
@api_key_role >= 'manager' AND second_factor_demanded(@api_key_role)
AND NOT EXISTS (SELECT FROM totp t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL)

-- name: api_key_principal :one
-- Asked in the first round trip in place of the session. A use is noted once a minute, so that
-- reading stays reading.
WITH used AS (
    UPDATE api_keys SET last_used_at = now()
    WHERE key_hash = :key_hash::bytea AND revoked_at IS NULL
      AND coalesce(last_used_at < now() - interval '1 minute', true)
)
SELECT u.id AS me_id, @api_key_role AS me_role, u.department_id AS me_department_id,
       u.customer_id AS me_customer_id, @api_key_lacks_factor AS lacks_factor
FROM api_keys k JOIN users u ON u.id = k.user_id
WHERE k.key_hash = :key_hash AND @api_key_lives;

-- fragment: api_key_columns
k.id, k.user_id, k.name, k.prefix, k.role, k.created_at, k.expires_at, k.last_used_at

-- fragment: api_keys_matching
k.revoked_at IS NULL AND (k.user_id = :me_id::bigint OR :me_role::role = 'admin')
AND (:user_id::bigint IS NULL OR k.user_id = :user_id)

-- name: api_keys_count :one
SELECT count(*) AS total FROM (SELECT FROM api_keys k WHERE @api_keys_matching LIMIT 10001) counted;

-- name: api_keys_list :many
SELECT @api_key_columns FROM api_keys k
WHERE @api_keys_matching AND (:after_key::bigint IS NULL OR k.id < :after_id::bigint)
ORDER BY k.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: api_key_get :one
-- Shown with the key itself by who makes it, once.
SELECT @api_key_columns, :new_key::text AS key FROM api_keys k
WHERE k.id = :id::bigint AND k.revoked_at IS NULL AND (k.user_id = :me_id::bigint OR :me_role::role = 'admin');

-- name: api_key_new :one
SELECT nextval('api_keys_id_seq') AS new_id,
       :expires_at::timestamptz IS NULL OR :expires_at > now() AS expires_later;

-- name: api_keys_bound :exec
SELECT refuse_unless(count(*) < 50, 'too_many_api_keys')
FROM api_keys WHERE user_id = :me_id::bigint AND revoked_at IS NULL AND coalesce(expires_at > now(), true);

-- name: api_key_create :exec
-- For an owner who still has the role, by a session that still stands.
WITH owner AS MATERIALIZED (
    SELECT u.id FROM users u WHERE u.id = :me_id::bigint AND u.is_active AND u.role >= :key_role::role
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1
                         AND (:sid::uuid IS NULL
                              OR EXISTS (SELECT FROM sessions WHERE id = :sid AND revoked_at IS NULL)), 'again') AS ok
    FROM owner
), created AS (
    INSERT INTO api_keys (id, user_id, name, prefix, key_hash, role, expires_at) OVERRIDING SYSTEM VALUE
    SELECT :id::bigint, :me_id, :name, :prefix, :new_key_hash::bytea, :key_role, :expires_at::timestamptz
    FROM checked WHERE ok
    RETURNING id, user_id, prefix, role, expires_at
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'api_key.created', :me_id, user_id, :remote_address::inet,
       jsonb_build_object('id', id, 'prefix', prefix, 'role', role, 'expires_at', expires_at), :request_id
FROM created;

-- name: api_key_revoke :exec
WITH revoked AS (
    UPDATE api_keys SET revoked_at = now() WHERE id = :id::bigint AND revoked_at IS NULL
    RETURNING id, user_id, prefix
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM revoked
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'api_key.revoked', :me_id::bigint, revoked.user_id, :remote_address::inet,
       jsonb_build_object('id', revoked.id, 'prefix', revoked.prefix), :request_id
FROM checked LEFT JOIN revoked ON true WHERE checked.ok;
