-- What happened, as those who may see it read it.

-- Why who goes on behind :after_number of the feed :after_life would miss something; null: they would
-- not. They read all afresh, and go on from where the feed ended before.
-- fragment: event_resync
CASE WHEN :after_life <> life THEN 'The feed has begun anew since, after a restore or a move.'
     WHEN :after_number::bigint > last THEN 'The feed ends before that.'
     WHEN :after_number::bigint < first - 1 THEN 'What came next is not kept any more.' END

-- name: events_page :one
-- Of the ten thousand numbers behind :after_number those that the asker may see: so a page costs no more
-- for who sees few of them, and `next` always moves on.
WITH looked AS (
    SELECT life, last, coalesce(:after_number::bigint, first - 1) AS since,
           least(last, coalesce(:after_number::bigint, first - 1) + 10000) AS through, @event_resync AS resync
    FROM feed
), seen AS (
    SELECT @event_columns
    FROM looked JOIN outbox b ON b.number > since AND b.number <= through
    LEFT JOIN orders o ON o.id = b.order_id
    WHERE @event_visible AND resync IS NULL
    ORDER BY b.number LIMIT :limit::bigint
), reached AS (
    SELECT CASE WHEN count(*) = :limit THEN max(number) ELSE (SELECT through FROM looked) END AS number,
           coalesce(json_agg(seen ORDER BY number), '[]') AS data
    FROM seen
)
SELECT data, life || ':' || number AS next, number < last AS more, life || ':' || last AS last, resync AS _resync
FROM looked, reached;

-- name: event_listener :one
-- Who wants to listen, as words that the relay reads: their id, on what it hangs (it ends with the
-- session, the key or the token), when it ends by itself (0: never), and what they hear.
SELECT concat_ws(' ', me.id,
                 CASE WHEN :sid::uuid IS NOT NULL THEN 'session:' || :sid
                      WHEN :key_hash::bytea IS NOT NULL THEN 'key:' || (SELECT id FROM api_keys WHERE key_hash = :key_hash)
                      ELSE 'token:' || me.id || ':' || @token_mark END,
                 coalesce(:token_expires::bigint, 0), array_to_string(@my_topics, ' ')) AS listener
FROM @asker me;

-- A token of an outside issuer, in a text that may stand in a header.
-- fragment: token_mark
encode(sha256(convert_to(:outside_issuer || ' ' || :token_id, 'UTF8')), 'hex')
