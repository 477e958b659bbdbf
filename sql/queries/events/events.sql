-- What happened, as those who may see it read it.

-- An event (b, with its order o) is seen by who may see its order; what concerns no order, by admins
-- and by the account that it is about.
-- fragment: event_visible
CASE WHEN b.order_id IS NOT NULL THEN @order_visible
     ELSE :me_role::role = 'admin' OR (starts_with(b.event, 'user.') AND b.subject_id = :me_id::bigint) END

-- fragment: event_columns
b.number, b.event AS type, b.created_at AS timestamp, b.order_id, b.payload AS data

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
