-- The keys that all hosts sign with; only who has the hosts' secret can open them or make one.

-- name: signing_keys :many
-- The newest first; no keys folder holds more.
SELECT kid, extract(epoch FROM created_at)::bigint AS created, encode(sealed, 'hex') AS sealed
FROM signing_keys ORDER BY created_at DESC, kid DESC LIMIT 16;

-- name: signing_keys_put :exec
INSERT INTO signing_keys (kid, created_at, sealed)
SELECT kid, to_timestamp(created), decode(sealed, 'hex')
FROM unnest(:key_ids::text[], :key_times::bigint[], :key_seals::text[]) AS k (kid, created, sealed)
ON CONFLICT DO NOTHING;

-- name: signing_keys_tidy :exec
-- Those whose last tokens have expired: a key is replaced when the next one is made.
DELETE FROM signing_keys k
WHERE EXISTS (SELECT FROM signing_keys n
              WHERE n.created_at > k.created_at AND n.created_at < now() - make_interval(secs => :keep_seconds::double precision));
