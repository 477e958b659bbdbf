-- Attempts at a password: where they failed, and what is locked for that.

-- fragment: attempt_address
-- IPv6 by /64: whoever has one of its addresses has all of them. ::ffff:a.b.c.d is IPv4 in disguise.
'address:' || coalesce(host(network(CASE WHEN family(:remote_address::inet) = 6 AND NOT :remote_address <<= '::ffff:0:0/96'
                                         THEN set_masklen(:remote_address, 64) ELSE :remote_address END)), '')

-- fragment: attempt_origins
-- A device that signed in before, and a session, answer for themselves alone.
CASE WHEN :known_origin::text IS NULL THEN ARRAY['all', @attempt_address] ELSE ARRAY[:known_origin] END

-- fragment: attempt_columns
@attempt_address AS address_origin,
(SELECT string_agg(f.origin, ' ') FROM login_failures f WHERE f.user_id = u.id AND f.locked_until > now()) AS locked_origins

-- fragment: attempt_lock_stands
-- Of a whole account; a device that is known no more is none.
f.locked_until > now() AND f.locked_until < 'infinity'

-- name: attempt_lock :exec
-- The account, in a statement of its own: of many attempts at once each then sees those before it.
SELECT FROM users WHERE id = :user_id::bigint FOR NO KEY UPDATE;

-- name: attempt_failed :exec
-- Counted, and at five from one origin or twenty from all addresses in a quarter of an hour locked for
-- another; what is locked is not counted. Guessed with five times, a device is known no more. An
-- unknown account writes its audit row too: both ways end in one commit.
WITH counted AS (
    INSERT INTO login_failures AS f (user_id, origin)
    SELECT u.id, origin FROM users u CROSS JOIN unnest(@attempt_origins) AS origin
    WHERE u.id = :user_id::bigint
      AND NOT EXISTS (SELECT FROM login_failures f
                      WHERE f.user_id = u.id AND f.origin = ANY (@attempt_origins) AND f.locked_until > now())
    ON CONFLICT (user_id, origin) DO UPDATE SET (failures, since, locked_until) = (
        SELECT n, CASE n WHEN 1 THEN now() ELSE f.since END,
               CASE WHEN n < CASE f.origin WHEN 'all' THEN 20 ELSE 5 END THEN NULL
                    WHEN starts_with(f.origin, 'device:') THEN 'infinity'
                    ELSE now() + interval '15 minutes' END
        FROM (SELECT CASE WHEN f.since > now() - interval '15 minutes' OR starts_with(f.origin, 'device:')
                          THEN f.failures + 1 ELSE 1 END AS n) next)
    RETURNING f.user_id, f.locked_until
), locked AS (
    SELECT DISTINCT f.user_id FROM counted f WHERE @attempt_lock_stands
), told AS (
    INSERT INTO outbox (event, subject_id, payload, request_id, trace)
    SELECT 'user.locked', user_id, to_jsonb(locked), :request_id, :trace FROM locked
    WHERE NOT EXISTS (SELECT FROM login_failures f WHERE f.user_id = locked.user_id AND @attempt_lock_stands)
)
INSERT INTO audit_log (event, subject_id, address, details, request_id)
VALUES (CASE WHEN EXISTS (SELECT FROM locked) THEN 'user.locked' ELSE 'login.failed' END,
        :user_id::bigint, :remote_address::inet, '{}', :request_id);
