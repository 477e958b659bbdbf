-- Sessions: signing in, staying in, going out.

-- fragment: session_user
u.id AS me_id, u.role AS me_role, u.department_id AS me_department_id, u.customer_id AS me_customer_id

-- fragment: session_lives
s.revoked_at IS NULL AND s.expires_at > now() AND u.is_active

-- fragment: session_lacks_factor
NOT s.second_factor AND u.role >= 'manager' AND second_factor_demanded(u.role)

-- name: session_principal :one
-- Asked in the first round trip of every signed-in request: who this session is, now. The setting
-- is looked up only for who may need a second factor and has shown none: in a function, since a
-- subquery would cost every request its beginning.
SELECT @session_user, @session_lacks_factor AS lacks_factor
FROM sessions s JOIN users u ON u.id = s.user_id
WHERE s.id = :sid::uuid AND s.user_id = :sub::bigint AND @session_lives;

-- name: login_facts :many
-- One row, or one of nulls for an unknown address, so that both take the same way.
SELECT u.id, u.password_hash, u.role, u.is_active, u.awaits_confirmation, @attempt_columns,
       least(shop.access_token_seconds, shop.session_seconds) AS access_token_seconds,
       least(shop.refresh_token_seconds, shop.session_seconds) AS refresh_token_seconds
FROM shop LEFT JOIN users u ON lower(u.email) = lower(:email);

-- name: session_create :exec
-- Only for an account that is still open: a lock or a change that came while the password was
-- being checked wins. What failed at the same place before is forgotten.
WITH owner AS (
    SELECT u.id FROM users u
    WHERE u.id = :user_id::bigint AND u.is_active AND u.password_hash = :password_hash
      AND NOT EXISTS (SELECT FROM login_failures f
                      WHERE f.user_id = u.id AND f.origin = ANY (@attempt_origins) AND f.locked_until > now())
), forgotten AS (
    DELETE FROM login_failures f USING owner
    WHERE f.user_id = owner.id AND f.origin = ANY (@attempt_origins) AND f.origin <> 'all'
), session AS (
    INSERT INTO sessions (id, user_id, address, user_agent, expires_at)
    SELECT :sid::uuid, owner.id, :remote_address::inet, left(:user_agent, 300),
           now() + make_interval(secs => :refresh_seconds::integer)
    FROM owner
    RETURNING id, user_id, expires_at
), reads AS (
    UPDATE users u SET languages = :languages::text FROM owner WHERE u.id = owner.id AND u.languages IS NULL AND :languages::text IS NOT NULL
), token AS (
    INSERT INTO refresh_tokens (token_hash, session_id, expires_at)
    SELECT :refresh_hash::bytea, id, expires_at FROM session
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM session
)
INSERT INTO audit_log (event, actor_id, subject_id, address, request_id)
SELECT 'session.created', user_id, user_id, :remote_address::inet, :request_id
FROM checked LEFT JOIN session ON true WHERE checked.ok;

-- name: session_created :one
-- The answer to a sign-in or refresh; `token` and `access_token` are the same.
SELECT :message::text AS message, :access_token::text AS token, :access_token AS access_token,
       :shown_refresh_token::text AS refresh_token, 'Bearer' AS token_type,
       :access_seconds::integer AS expires_in, (SELECT life || ':' || last FROM feed) AS events_last, row_to_json(me) AS user
FROM (SELECT @user_columns FROM users u WHERE u.id = :user_id::bigint) me;

-- name: refresh_facts :many
-- The token with its session and owner; no row when there is no such token. Nothing that is given
-- out lives longer than what is left of the session.
SELECT t.session_id, u.id AS user_id, u.role,
       t.used_at IS NOT NULL AS is_used,
       coalesce(t.used_at < now() - interval '10 seconds', false) AS is_reuse,
       (SELECT count(*) FROM refresh_tokens n
        WHERE n.token_hash IN (SELECT hash::bytea FROM string_to_table(:successor_hashes, ' ') AS hash)
          AND n.used_at IS NOT NULL) AS used_successors,
       s.revoked_at IS NULL AND t.expires_at > now() AND u.is_active AND session.seconds > 0 AS is_live,
       least(shop.access_token_seconds, session.seconds) AS access_token_seconds,
       least(shop.refresh_token_seconds, session.seconds) AS refresh_token_seconds
FROM refresh_tokens t
JOIN sessions s ON s.id = t.session_id
JOIN users u ON u.id = s.user_id
CROSS JOIN shop
CROSS JOIN LATERAL (SELECT shop.session_seconds - ceil(extract(epoch FROM now() - s.created_at))::integer AS seconds) session
WHERE t.token_hash = :old_hash::bytea;

-- name: session_refresh :exec
WITH used AS (
    UPDATE refresh_tokens SET used_at = now() WHERE token_hash = :old_hash::bytea AND used_at IS NULL
    RETURNING session_id
), session AS (
    UPDATE sessions SET last_used_at = now(), expires_at = now() + make_interval(secs => :refresh_seconds::integer)
    FROM used WHERE id = used.session_id AND revoked_at IS NULL
    RETURNING id, expires_at
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM session
)
INSERT INTO refresh_tokens (token_hash, session_id, expires_at)
SELECT :refresh_hash::bytea, id, expires_at FROM checked LEFT JOIN session ON true WHERE checked.ok;

-- name: session_shared :exec
-- A token again within its ten seconds: what came of it is given once more.
SELECT refuse_unless(count(*) = 1, 'again')
FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
WHERE t.token_hash = :refresh_hash::bytea AND t.used_at IS NULL AND s.revoked_at IS NULL;

-- name: session_reused :exec
-- A refresh token came twice: the whole family ends.
WITH revoked AS (
    UPDATE sessions SET revoked_at = now() WHERE id = :sid::uuid AND revoked_at IS NULL
    RETURNING user_id
)
INSERT INTO audit_log (event, subject_id, address, request_id)
SELECT 'session.reuse_detected', user_id, :remote_address::inet, :request_id FROM revoked;

-- name: session_revoke :one
-- One of the asker's own sessions; no row when it is not theirs.
WITH revoked AS (
    UPDATE sessions SET revoked_at = coalesce(revoked_at, now())
    WHERE id = coalesce(:session_id, :sid)::uuid AND user_id = :me_id::bigint
    RETURNING user_id
)
INSERT INTO audit_log (event, actor_id, subject_id, address, request_id)
SELECT 'session.revoked', :me_id::bigint, user_id, :remote_address::inet, :request_id FROM revoked
RETURNING 'Logged out' AS message;

-- name: session_validate :one
SELECT true AS valid, u.id AS user_id, u.email, :me_role::role AS role, u.department_id, :sid::uuid AS session_id
FROM users u WHERE u.id = :me_id::bigint;

-- name: sessions_list :many
-- In one piece: signing in is rate limited, and a session that is not used ends after days.
SELECT id, created_at, last_used_at, expires_at, host(address) AS address, user_agent, coalesce(id = :sid::uuid, false) AS current
FROM sessions
WHERE user_id = :me_id::bigint AND revoked_at IS NULL AND expires_at > now()
ORDER BY last_used_at DESC, id;
