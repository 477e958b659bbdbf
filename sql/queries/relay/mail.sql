-- Mails: who is to get one for what happened, their way out, and what they say.

-- Whom a mail of kind k about the event e is for.
-- fragment: mail_whom
LATERAL (
    SELECT CASE WHEN o.customer_id IS NULL THEN o.user_id END AS user_id, o.customer_id,
           coalesce(o.languages, u.languages) AS languages
    FROM orders o
    LEFT JOIN users u ON u.customer_id = o.customer_id OR o.customer_id IS NULL AND u.id = o.user_id
    WHERE k.audience = 'customer' AND o.id = e.order_id
    UNION ALL
    SELECT u.id, NULL, u.languages FROM users u
    WHERE k.audience = 'user' AND u.id = CASE WHEN e.payload ->> 'user_id' ~ '^[0-9]{1,18}$' THEN (e.payload ->> 'user_id')::bigint END
)

-- name: mail_fan_out :exec
-- Behind feed_number, in its transaction: a mail for each of the batch's events that makes one.
INSERT INTO mails (event, kind, number, subject_id, order_id, user_id, customer_id, languages, happened_at, last_moment)
SELECT e.event, k.kind, e.number, e.subject_id, e.order_id, whom.user_id, whom.customer_id, whom.languages, e.created_at,
       e.created_at + k.good_for
FROM @just_numbered AS e
JOIN mail_kinds k ON k.event = e.event
CROSS JOIN @mail_whom AS whom
ON CONFLICT ON CONSTRAINT mails_once DO NOTHING;

-- name: mails_daily :one
-- The day's mails to managers, from seven in the morning of the business time zone on: once a day
-- each, however often it is asked, and only when there is something to say.
WITH today AS (
    SELECT (now() AT TIME ZONE time_zone)::date AS day FROM shop, feed
    WHERE feed.started_at IS NOT NULL AND (now() AT TIME ZONE time_zone)::time >= '07:00'
), made AS (
    INSERT INTO mails (event, kind, day, user_id, languages, happened_at, last_moment)
    SELECT k.event, k.kind, today.day, u.id, u.languages, now(), now() + k.good_for
    FROM today CROSS JOIN mail_kinds k CROSS JOIN users u
    WHERE k.audience = 'managers' AND u.role >= 'manager' AND u.is_active
      AND CASE k.about WHEN 'stock' THEN EXISTS (SELECT FROM products p WHERE @product_low)
                       WHEN 'approvals' THEN EXISTS (SELECT FROM orders o WHERE @mail_waits) END
    ON CONFLICT ON CONSTRAINT mails_once DO NOTHING
    RETURNING true
)
SELECT count(*) AS gone FROM made;

-- fragment: mail_waits
o.status = 'pending_approval' AND o.deleted_at IS NULL

-- name: mail_claim :many
-- The mail that is due longest, for :lease_seconds; none while the world is told nothing, or the
-- channel is stopped and its next probe is not due. One that is too late, or that a dead relay was sending
-- for the second time, is dead; `state` says so.
WITH due AS MATERIALIZED (
    SELECT m.id, m.state = 'sending' AS lapsed FROM mails m, feed, mail_channel c
    WHERE m.settled_at IS NULL AND m.due_at <= now() AND feed.silent IS NULL
      AND (c.stopped IS NULL OR c.probe_at <= now())
    ORDER BY m.due_at LIMIT 1
    FOR NO KEY UPDATE OF m SKIP LOCKED
), probed AS (
    UPDATE mail_channel SET probe_at = now() + interval '5 minutes' FROM due WHERE stopped IS NOT NULL
), judged AS MATERIALIZED (
    SELECT m.id, lapsed, CASE WHEN lapsed AND m.unknowns > 0 THEN 'unknown' WHEN m.last_moment <= now() THEN 'too late'
                         END AS dead
    FROM due JOIN mails m ON m.id = due.id
)
UPDATE mails m SET
    state      = CASE WHEN dead IS NULL THEN 'sending' ELSE 'dead' END::mail_state,
    attempts   = m.attempts + CASE WHEN dead IS NULL THEN 1 ELSE 0 END,
    unknowns   = m.unknowns + lapsed::integer,
    claim      = CASE WHEN dead IS NULL THEN gen_random_uuid() END,
    due_at     = now() + make_interval(secs => :lease_seconds::integer),
    reason     = coalesce(dead, m.reason),
    settled_at = CASE WHEN dead IS NOT NULL THEN now() END
FROM judged
JOIN shop ON true
WHERE m.id = judged.id
RETURNING m.id, m.claim, m.kind, m.state, m.reason, m.attempts, m.message_key, shop.language AS shop_language, m.languages,
          (SELECT k.about FROM mail_kinds k WHERE k.event = m.event AND k.kind = m.kind) AS about;

-- After which the next attempt follows; a mail that is soon too late is tried again sooner.
-- fragment: mail_pause
least(:wait_ms::bigint * interval '1 millisecond', (last_moment - now()) / 2)

-- name: mail_record :many
-- What came of the mail that the claim holds: nothing, when another has taken it over. `state` is what
-- it has come to. A channel that refuses us takes no attempt of any mail away, and what was never given to
-- the server says nothing of it. A policy that bars a mail is taken for one against us, which stops the
-- channel, until others have passed since and the same mail is barred again: then it is the recipient's.
-- Meanwhile it lets others go first.
WITH came AS MATERIALIZED (
    SELECT m.id, m.unknowns, m.last_moment,
           CASE WHEN :outcome::text <> 'barred' THEN :outcome
                WHEN c.stopped IS NULL AND m.reason = :reason THEN 'refused' ELSE 'stopped' END AS outcome
    FROM mails m, mail_channel c WHERE m.id = :mail_id::bigint AND m.claim = :claim::uuid
    FOR NO KEY UPDATE OF m
), judged AS MATERIALIZED (
    SELECT id, outcome, CASE outcome
               WHEN 'sent' THEN 'sent' WHEN 'failed' THEN 'dead' WHEN 'refused' THEN 'dead' WHEN 'unmade' THEN 'dead'
               WHEN 'unknown' THEN CASE WHEN unknowns > 0 THEN 'dead' END
               WHEN 'later' THEN CASE WHEN :wait_ms::bigint IS NULL OR now() + interval '1 minute' > last_moment THEN 'dead' END END AS ends
    FROM came
), recorded AS (
    UPDATE mails m SET
        state      = coalesce(ends, 'waiting')::mail_state,
        attempts   = m.attempts - CASE WHEN outcome IN ('stopped', 'released') THEN 1 ELSE 0 END,
        unknowns   = m.unknowns + CASE WHEN outcome = 'unknown' THEN 1 ELSE 0 END,
        due_at     = now() + CASE WHEN outcome = 'unknown' THEN interval '5 minutes'
                                  WHEN outcome = 'later' THEN @mail_pause
                                  WHEN :outcome = 'barred' THEN interval '10 minutes' ELSE interval '0' END,
        claim      = NULL,
        reason     = left(:reason::text, 300),
        settled_at = CASE WHEN ends IS NOT NULL THEN now() END
    FROM judged WHERE m.id = judged.id
    RETURNING m.id, m.state, outcome
), remembered AS (
    INSERT INTO mail_refusals (address, reason)
    SELECT lower(:email::text), :reason FROM recorded WHERE outcome = 'refused'
    ON CONFLICT (address) DO UPDATE SET reason = excluded.reason, refused_at = now()
), channel AS (
    UPDATE mail_channel SET
        stopped    = CASE WHEN outcome = 'stopped' THEN :reason END,
        stopped_at = CASE WHEN outcome = 'stopped' THEN coalesce(stopped_at, now()) END,
        probe_at   = CASE WHEN outcome = 'stopped' THEN now() + interval '5 minutes' END
    FROM recorded
    WHERE outcome = 'stopped' AND stopped IS DISTINCT FROM :reason
       OR outcome IN ('sent', 'refused', 'failed') AND stopped IS NOT NULL
    RETURNING stopped IS NOT NULL AS stopped
), unprobed AS (
    UPDATE mail_channel SET probe_at = now() FROM recorded WHERE outcome = 'unmade' AND stopped IS NOT NULL
)
SELECT recorded.state, recorded.outcome, channel.stopped FROM recorded LEFT JOIN channel ON true;

-- name: mail_channel_try :exec
-- Settings may be others since the relay began: what is waiting is tried at once.
UPDATE mail_channel SET probe_at = now() WHERE stopped IS NOT NULL;

-- What every mail's data begins with. A time is the shop's clock's.
-- fragment: mail_clock
'YYYY-MM-DD"T"HH24:MI'

-- fragment: mail_moment
to_char(m.happened_at AT TIME ZONE shop.time_zone, @mail_clock)

-- fragment: mail_name
nullif(btrim(concat_ws(' ', coalesce(u.first_name, c.first_name), coalesce(u.last_name, c.last_name))), '')

-- To whom: the account's address, or the customer's, which a manager may have set; none when there is
-- none that mail can reach, or a server has refused it.
-- fragment: mail_recipient
mails m
CROSS JOIN shop
LEFT JOIN customers c ON c.id = m.customer_id
LEFT JOIN users u ON (u.id = m.user_id OR u.customer_id = m.customer_id) AND u.is_active
CROSS JOIN LATERAL (
    SELECT coalesce(nullif(c.email, ''), u.email) AS address
) found
LEFT JOIN mail_refusals refused
    ON refused.address = lower(found.address) AND refused.refused_at > now() - interval '7 days'

-- fragment: mail_address
CASE WHEN refused.address IS NULL AND found.address NOT LIKE '%@orderd.invalid' THEN found.address END AS address,
refused.reason AS refused, @mail_name AS name

-- An address as lines, however it was given.
-- fragment: mail_lines
(SELECT CASE jsonb_typeof(a) WHEN 'string' THEN a #>> '{}' ELSE nullif(concat_ws(E'\n',
            nullif(a ->> 'name', ''), nullif(a ->> 'company', ''), nullif(a ->> 'street', ''), nullif(a ->> 'street2', ''),
            nullif(concat_ws(' ', a ->> 'postal_code', a ->> 'city', a ->> 'state'), ''), nullif(a ->> 'country', '')), '') END
 FROM (SELECT o.shipping_address AS a) one)

-- fragment: mail_order_link
CASE WHEN u.id IS NOT NULL THEN :site::text || '/#/orders/' || o.id END

-- name: mail_of_order :many
SELECT @mail_address, jsonb_build_object(
    'order_number', o.order_number, 'placed_at', to_char(o.created_at AT TIME ZONE shop.time_zone, @mail_clock),
    'happened_at', @mail_moment, 'time_zone', shop.time_zone, 'currency', o.currency,
    'subtotal', o.subtotal, 'discount', nullif(o.discount, 0), 'tax', o.tax, 'shipping_cost', nullif(o.shipping_cost, 0),
    'total', o.total, 'shipping_address', @mail_lines, 'customer_notes', nullif(o.customer_notes, ''),
    'link', @mail_order_link,
    'waits', o.status = 'pending_approval',
    'rest', m.event = 'order.partially_shipped',
    'customer_note', (SELECT h.customer_note FROM order_history h
                      WHERE h.order_id = o.id AND h.created_at = m.happened_at AND h.customer_note IS NOT NULL LIMIT 1),
    'paid', EXISTS (SELECT FROM payments p WHERE p.order_id = o.id AND p.captured > 0),
    'expired', EXISTS (SELECT FROM order_history h
                       WHERE h.order_id = o.id AND h.action = 'expire' AND h.created_at = m.happened_at),
    'carrier', nullif(left_with.carrier, ''), 'tracking_number', nullif(left_with.tracking_number, ''),
    'items', (SELECT jsonb_agg(to_jsonb(l) ORDER BY l.id)
              FROM (SELECT id, product_sku, product_name, unit_price, quantity, subtotal FROM order_lines
                    WHERE order_id = o.id) l),
    'pieces', (SELECT jsonb_agg(to_jsonb(l) ORDER BY l.id)
               FROM (SELECT l.id, l.product_sku, l.product_name, sl.quantity
                     FROM shipment_lines sl JOIN order_lines l ON l.id = sl.order_line_id
                     WHERE sl.shipment_id = left_with.id) l)) AS data
FROM @mail_recipient
JOIN orders o ON o.id = m.order_id AND o.deleted_at IS NULL
LEFT JOIN LATERAL (SELECT s.* FROM shipments s WHERE s.order_id = o.id AND s.created_at <= m.happened_at
                   ORDER BY s.created_at DESC, s.id DESC LIMIT 1) left_with ON true
WHERE m.id = :mail_id::bigint;

-- name: mail_of_return :many
SELECT @mail_address, jsonb_build_object(
    'order_number', o.order_number, 'currency', o.currency, 'link', @mail_order_link,
    'refund_amount', nullif(rt.refund_amount, 0), 'customer_note', rt.customer_note,
    'pieces', (SELECT jsonb_agg(to_jsonb(l) ORDER BY l.id)
               FROM (SELECT l.id, l.product_sku, l.product_name, rl.quantity
                     FROM return_lines rl JOIN order_lines l ON l.id = rl.order_line_id WHERE rl.return_id = rt.id) l)) AS data
FROM @mail_recipient
JOIN returns rt ON rt.id = m.subject_id
JOIN orders o ON o.id = rt.order_id
WHERE m.id = :mail_id::bigint;

-- name: mail_of_refund :many
-- What went back with this event, as it told.
SELECT @mail_address, jsonb_build_object(
    'order_number', o.order_number, 'currency', o.currency, 'link', @mail_order_link,
    'refunded', coalesce((e.payload ->> 'moved')::numeric, p.refunded)) AS data
FROM @mail_recipient
JOIN payments p ON p.id = m.subject_id
JOIN orders o ON o.id = p.order_id
LEFT JOIN outbox e ON e.number = m.number
WHERE m.id = :mail_id::bigint;

-- name: mail_of_account :many
SELECT @mail_address, jsonb_build_object(
    'happened_at', @mail_moment, 'time_zone', shop.time_zone,
    'password_changed', m.event = 'user.password_changed', 'factor_on', m.event = 'user.totp_enabled',
    'factor_off', m.event = 'user.totp_disabled', 'recovery_code', m.event = 'user.recovery_code_used') AS data
FROM @mail_recipient
WHERE m.id = :mail_id::bigint;

-- A link's token is made for each attempt, and ends with the mail's last moment.
-- fragment: mail_expires
jsonb_build_object('expires_at', to_char(m.last_moment AT TIME ZONE shop.time_zone, @mail_clock), 'time_zone', shop.time_zone)

-- name: mail_of_reset :many
WITH made AS (
    INSERT INTO password_resets (token_hash, user_id, expires_at)
    SELECT :token_hash::bytea, m.user_id, m.last_moment FROM mails m JOIN users u ON u.id = m.user_id AND u.is_active
    WHERE m.id = :mail_id::bigint AND m.last_moment > now()
    RETURNING user_id
), told AS (
    INSERT INTO audit_log (event, subject_id) SELECT 'password.reset_link_made', user_id FROM made
)
SELECT @mail_address, @mail_expires AS data
FROM @mail_recipient
JOIN made ON made.user_id = m.user_id
WHERE m.id = :mail_id;

-- name: mail_of_confirmation :many
-- To the address that is to be confirmed.
WITH made AS (
    UPDATE email_changes w SET token_hash = :token_hash::bytea, expires_at = m.last_moment
    FROM mails m WHERE m.id = :mail_id::bigint AND w.user_id = m.user_id AND w.asked_at <= m.happened_at AND m.last_moment > now()
    RETURNING w.user_id, w.email
)
SELECT CASE WHEN refused.address IS NULL THEN made.email END AS address, refused.reason AS refused,
       nullif(btrim(concat_ws(' ', u.first_name, u.last_name)), '') AS name,
       @mail_expires || jsonb_build_object('change', NOT u.awaits_confirmation) AS data
FROM made
JOIN mails m ON m.id = :mail_id
JOIN users u ON u.id = made.user_id AND u.is_active
CROSS JOIN shop
LEFT JOIN mail_refusals refused
    ON refused.address = lower(made.email) AND refused.refused_at > now() - interval '7 days';

-- name: mail_of_webhook :many
SELECT @mail_address, jsonb_build_object('url', w.url) AS data
FROM @mail_recipient
JOIN webhooks w ON w.id = m.subject_id
WHERE m.id = :mail_id::bigint;

-- name: mail_of_stock :many
-- The first of what is low as it stands when the mail is made.
WITH low AS MATERIALIZED (
    SELECT p.id, p.sku, p.name, p.on_hand - p.reserved AS available, p.low_stock_threshold FROM products p WHERE @product_low
)
SELECT @mail_address, jsonb_build_object(
    'count', (SELECT count(*) FROM low), 'one', (SELECT count(*) = 1 FROM low),
    'left_out', (SELECT nullif(greatest(count(*) - 50, 0), 0) FROM low),
    'products', (SELECT jsonb_agg(to_jsonb(first) ORDER BY first.available, first.sku)
                 FROM (SELECT * FROM low ORDER BY available, sku LIMIT 50) first)) AS data
FROM @mail_recipient
WHERE m.id = :mail_id::bigint AND EXISTS (SELECT FROM low);

-- name: mail_of_approvals :many
WITH waiting AS MATERIALIZED (
    SELECT o.id, o.order_number, o.total, o.currency, o.created_at, d.name AS department
    FROM orders o LEFT JOIN departments d ON d.id = o.department_id WHERE @mail_waits
)
SELECT @mail_address, jsonb_build_object(
    'count', (SELECT count(*) FROM waiting), 'one', (SELECT count(*) = 1 FROM waiting),
    'left_out', (SELECT nullif(greatest(count(*) - 50, 0), 0) FROM waiting),
    'orders', (SELECT jsonb_agg(jsonb_build_object('order_number', w.order_number, 'total', w.total, 'currency', w.currency,
                                                   'department', w.department, 'link', :site::text || '/#/office/orders/' || w.id,
                                                   'placed_at', to_char(w.created_at AT TIME ZONE shop.time_zone, @mail_clock))
                                ORDER BY w.created_at, w.id)
               FROM (SELECT * FROM waiting ORDER BY created_at, id LIMIT 50) w)) AS data
FROM @mail_recipient
WHERE m.id = :mail_id::bigint AND EXISTS (SELECT FROM waiting);

-- name: tidy_mails :one
WITH gone AS (
    DELETE FROM mails WHERE id IN (
        SELECT id FROM mails, shop
        WHERE settled_at < now() - make_interval(secs => shop.outbox_seconds) ORDER BY settled_at LIMIT 1000)
    RETURNING true
)
SELECT count(*) AS gone FROM gone;

-- name: tidy_mail_refusals :one
WITH gone AS (
    DELETE FROM mail_refusals WHERE address IN (
        SELECT address FROM mail_refusals WHERE refused_at < now() - interval '7 days' ORDER BY refused_at LIMIT 1000)
    RETURNING true
)
SELECT count(*) AS gone FROM gone;

-- name: tidy_email_changes :one
-- What nobody has confirmed in a month; who registered with it stays without a way in, and may
-- ask again.
WITH gone AS (
    DELETE FROM email_changes WHERE user_id IN (
        SELECT user_id FROM email_changes WHERE asked_at < now() - interval '30 days' ORDER BY asked_at LIMIT 1000)
    RETURNING true
)
SELECT count(*) AS gone FROM gone;
