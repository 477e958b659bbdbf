-- Payments: what was asked of a provider is written before, and what came of it after.

-- What an order costs without what was cancelled of it or came back, as far as that is given back.
-- fragment: order_worth
(o.total - gone_worth(o.id) + coalesce((SELECT sum(withheld - shipping_refund) FROM returns WHERE order_id = o.id), 0))

-- What went back, or is on its way, because the order came to be worth less than was paid.
-- fragment: order_given_back
coalesce((SELECT sum(given.amount) FROM refunds fell JOIN payment_operations given ON given.refund_id = fell.id
          WHERE fell.order_id = o.id AND fell.price_fell AND given.state <> 'failed'), 0)

-- What is still to be captured. What was refunded is not owed again, unless the order was worth less then.
-- fragment: order_owed
(@order_worth + @order_given_back - (SELECT coalesce(sum(captured), 0) FROM payments WHERE order_id = o.id))

-- What is left to pay: what is held, or being asked for, is about to be captured.
-- fragment: payment_due
(@order_owed - coalesce((SELECT sum(CASE due.status WHEN 'pending' THEN due.amount WHEN 'authorized' THEN due.authorized END)
                         FROM payments due WHERE due.order_id = o.id), 0))

-- fragment: payment_operation_columns
json_build_object('id', op.id, 'kind', op.kind, 'by', op.by, 'amount', op.amount, 'state', op.state, 'error_code', op.error_code,
                  'refund_id', op.refund_id, 'attempts', op.attempts, 'created_at', op.created_at,
                  'settled_at', op.settled_at)

-- fragment: payment_columns
p.id, p.order_id, o.order_number, o.payment_status, p.provider, p.method, p.status, p.currency, p.amount,
p.authorized AS authorized_amount, p.captured AS captured_amount, p.refunded AS refunded_amount,
p.provider_reference, p.error_code,
(SELECT json_agg(@payment_operation_columns ORDER BY op.id) FROM payment_operations op
 WHERE op.payment_id = p.id) AS operations,
p.created_at, p.updated_at

-- fragment: order_is_payable
(SELECT s.payable FROM order_statuses s WHERE s.status = o.status)

-- fragment: order_called_off
(SELECT s.called_off FROM order_statuses s WHERE s.status = o.status)

-- name: order_payments :many
SELECT @payment_columns FROM payments p JOIN orders o ON o.id = p.order_id
WHERE p.order_id = :id::bigint AND @order_visible
ORDER BY p.id;

-- Payments that somebody has to look at: they are disputed, or the last that the provider was asked has
-- failed, or nobody knows whether it has. One that was declined matters as long as its order is neither
-- paid nor over.
-- fragment: payments_failed
@payments_unsettled UNION @payments_declined

-- fragment: payments_unsettled
SELECT op.payment_id AS id FROM payment_operations op
WHERE (op.state = 'unknown' OR op.state = 'failed' AND op.kind <> 'authorize')
  AND CASE op.by WHEN 'bank' THEN op.state = 'unknown'
          ELSE NOT EXISTS (SELECT FROM payment_operations later WHERE later.payment_id = op.payment_id
                           AND (later.created_at, later.id) > (coalesce(op.settled_at, op.created_at), op.id)) END

-- fragment: payments_declined
SELECT declined.id FROM orders o
CROSS JOIN LATERAL (SELECT id, status FROM payments WHERE order_id = o.id ORDER BY id DESC LIMIT 1) declined
WHERE o.payment_status = 'failed' AND o.deleted_at IS NULL AND @order_is_payable AND declined.status = 'failed'

-- fragment: payments_matching
(:status::text IS NULL OR p.status = :status::payment_state)
AND (:provider::text IS NULL OR p.provider = :provider)
AND (:order_id::bigint IS NULL OR p.order_id = :order_id)
AND (:from::text IS NULL OR p.created_at >= (SELECT @from_moment FROM shop))
AND (:to::text IS NULL OR p.created_at < (SELECT @to_moment FROM shop))
AND (:failed::boolean IS NOT TRUE OR p.id = ANY (ARRAY(@payments_failed)))
AND (:failed IS NOT FALSE OR p.id <> ALL (ARRAY(@payments_failed)))

-- name: payments_count :one
SELECT count(*) AS total FROM (SELECT FROM payments p WHERE @payments_matching LIMIT 10001) counted;

-- name: payments_by_created_desc :many
-- Which first, so that what is passed over is not built.
SELECT @payment_columns FROM (
    SELECT p.id FROM payments p
    WHERE @payments_matching AND (:after_key::timestamptz IS NULL OR (p.created_at, p.id) < (:after_key, :after_id::bigint))
    ORDER BY p.created_at DESC, p.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint) page
JOIN payments p ON p.id = page.id JOIN orders o ON o.id = p.order_id
ORDER BY p.created_at DESC, p.id DESC;

-- name: payment_get :one
-- With the state of what the route asked for last.
SELECT @payment_columns, last.state AS _state, last.error_code AS _error
FROM payments p JOIN orders o ON o.id = p.order_id
LEFT JOIN LATERAL (SELECT op.state, op.error_code FROM payment_operations op
                   WHERE op.payment_id = p.id AND op.kind = :kind::operation_kind ORDER BY op.id DESC LIMIT 1) last ON true
WHERE p.id = :id::bigint AND @order_visible;

-- name: refund_get :one
-- Failed when a part of it failed, else open as long as one is.
SELECT f.id, f.order_id, o.payment_status, f.amount, o.currency, f.reason, done.refunded_amount, done.state,
       done.operations, f.created_at, done.state AS _state, done.error_code AS _error
FROM refunds f JOIN orders o ON o.id = f.order_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(op.amount) FILTER (WHERE op.state = 'succeeded'), 0.00) AS refunded_amount,
           CASE WHEN bool_or(op.state = 'failed') THEN 'failed' WHEN bool_and(op.state = 'succeeded') THEN 'succeeded'
                WHEN bool_or(op.state = 'unknown') THEN 'unknown' ELSE 'pending' END AS state,
           max(op.error_code) FILTER (WHERE op.state = 'failed') AS error_code,
           json_agg(@payment_operation_columns ORDER BY op.id) AS operations
    FROM payment_operations op WHERE op.refund_id = f.id) done
WHERE f.id = :id::bigint AND @order_visible;

-- name: payment_new :one
SELECT nextval('payments_id_seq') AS new_id, o.id AS order_id, o.version AS _version, o.status, o.currency,
       @order_is_payable AS payable, @payment_due AS due
FROM orders o WHERE o.id = :order_id::bigint AND @order_visible;

-- name: payment_facts :one
-- `open`: what the provider is asked just now, but for refunds. `most`: what can be captured, which
-- is no more than is missing of what the order is worth, or let go.
SELECT p.id, p.order_id, o.version AS _version, p.status, p.currency,
       CASE :kind WHEN 'void' THEN p.authorized
           ELSE least(p.authorized, @order_owed) END AS most,
       (SELECT op.kind FROM payment_operations op
        WHERE op.payment_id = p.id AND op.kind <> 'refund' AND op.state IN ('pending', 'unknown')) AS open
FROM payments p JOIN orders o ON o.id = p.order_id
WHERE p.id = :id::bigint AND @order_visible;

-- name: refund_new :one
-- `room`: what may still be given back, of all payments or of the one that is named.
SELECT nextval('refunds_id_seq') AS new_id, o.id AS order_id, o.version AS _version, o.currency,
       count(p.id) > 0 AS has_payment, coalesce(sum(p.captured - p.refunded - p.refunding), 0) AS room
FROM orders o
LEFT JOIN payments p ON p.order_id = o.id AND (:payment_id::bigint IS NULL OR p.id = :payment_id)
WHERE o.id = :order_id::bigint AND @order_visible
GROUP BY o.id;

-- name: payment_order_lock :exec
-- The order as the rules saw it, so that its payments are theirs to change.
SELECT refuse_unless(count(*) = 1, 'again')
FROM (SELECT FROM orders WHERE id = :order_id::bigint AND version = :version::integer FOR NO KEY UPDATE) locked;

-- name: payment_create :exec
WITH checked AS MATERIALIZED (
    SELECT refuse_unless(@payment_due >= :pay_amount::numeric, 'again') AS ok, o.id AS order_id, o.currency
    FROM orders o WHERE o.id = :order_id::bigint
), made AS (
    INSERT INTO payments (id, order_id, provider, method, captures, currency, amount, actor_id)
    SELECT :id::bigint, order_id, :provider, :method, :capture::boolean, currency, :pay_amount, :me_id::bigint
    FROM checked WHERE ok
    RETURNING id
)
INSERT INTO payment_operations (payment_id, kind, amount) SELECT id, 'authorize', :pay_amount FROM made;

-- name: payment_ask :exec
-- A capture or a void of what is authorised.
INSERT INTO payment_operations (payment_id, kind, amount)
SELECT p.id, :kind::operation_kind, :pay_amount::numeric FROM payments p
WHERE p.id = :id::bigint AND refuse_unless(p.status = 'authorized', 'again');

-- Carries out `wanted` (id, amount, reason, price_fell), from the oldest payment on, as far as it reaches.
-- fragment: refund_wanted
room AS MATERIALIZED (
    SELECT p.id, p.captured - p.refunded - p.refunding AS room,
           sum(p.captured - p.refunded - p.refunding) OVER (ORDER BY p.id) AS reach
    FROM payments p WHERE p.order_id = :order_id::bigint AND (:payment_id::bigint IS NULL OR p.id = :payment_id)
), shares AS MATERIALIZED (
    SELECT room.id, least(room.room, wanted.amount - (room.reach - room.room)) AS amount
    FROM room, wanted WHERE room.room > 0 AND room.reach - room.room < wanted.amount
), made AS (
    INSERT INTO refunds (id, order_id, amount, reason, price_fell, actor_id, request_id)
    SELECT id, :order_id, amount, reason, price_fell, :me_id::bigint, :request_id FROM wanted
    RETURNING id
), held AS (
    UPDATE payments p SET refunding = p.refunding + shares.amount, updated_at = now()
    FROM shares WHERE p.id = shares.id
)
INSERT INTO payment_operations (payment_id, refund_id, kind, amount)
SELECT shares.id, made.id, 'refund', shares.amount FROM shares, made

-- name: refund_create :exec
WITH wanted AS MATERIALIZED (
    SELECT :id::bigint AS id, :refund_amount::numeric AS amount, :reason::text AS reason, false AS price_fell
    WHERE refuse_unless((SELECT sum(captured - refunded - refunding) FROM payments
                         WHERE order_id = :order_id::bigint AND (:payment_id::bigint IS NULL OR id = :payment_id))
                        >= :refund_amount, 'again')
), @refund_wanted;

-- name: payment_owed_again :exec
-- When all has gone back of an order that goes on, all of it is owed again.
UPDATE refunds f SET price_fell = true
FROM orders o JOIN order_statuses s ON s.status = o.status
WHERE o.id = :order_id::bigint AND f.order_id = o.id AND NOT f.price_fell AND NOT s.ended AND o.deleted_at IS NULL
  AND (SELECT sum(captured) > 0 AND sum(captured) = sum(refunded) FROM payments WHERE order_id = o.id);

-- name: payment_give_back :exec
-- What a return is worth, or what was cancelled of an order that goes on, or by how much its total
-- fell: but no more than was paid above what the order is worth now. What was refunded by hand counts:
-- of a return where it was received.
WITH gone AS MATERIALIZED (
    SELECT @order_worth AS worth, CASE WHEN :return_id::bigint IS NOT NULL
               THEN (SELECT refund_amount FROM returns WHERE id = :return_id)
               WHEN :total_fell::numeric IS NOT NULL THEN least(:total_fell, paid.room - @order_worth)
               ELSE gone_worth(o.id)
                    - (SELECT coalesce(sum(coalesce(share, refund_amount)), 0) FROM returns WHERE order_id = o.id) END AS amount,
           CASE WHEN :return_id IS NOT NULL THEN paid.captured - @order_given_back ELSE paid.room END AS kept, paid.room
    FROM orders o
    CROSS JOIN LATERAL (SELECT coalesce(sum(captured), 0) AS captured,
                               coalesce(sum(captured - refunded - refunding), 0) AS room
                        FROM payments WHERE order_id = o.id) paid
    WHERE o.id = :order_id
), wanted AS MATERIALIZED (
    SELECT nextval('refunds_id_seq') AS id, least(amount, room, kept - worth) AS amount,
           CASE WHEN :return_id IS NOT NULL THEN 'Returned' WHEN :total_fell IS NOT NULL THEN 'The order was changed'
                ELSE 'The rest was cancelled' END AS reason, true AS price_fell
    FROM gone WHERE least(amount, room, kept - worth) > 0
), @refund_wanted;

-- name: payment_overpaid :exec
-- An order that was changed while the provider was asked may by then be worth less than was captured.
WITH wanted AS MATERIALIZED (
    SELECT nextval('refunds_id_seq') AS id, paid.room - @order_worth AS amount, 'The order was changed' AS reason,
           true AS price_fell
    FROM orders o
    CROSS JOIN LATERAL (SELECT coalesce(sum(captured - refunded - refunding), 0) AS room
                        FROM payments WHERE order_id = o.id) paid
    WHERE o.id = :order_id AND NOT @order_called_off AND o.deleted_at IS NULL
      AND paid.room > @order_worth
      AND EXISTS (SELECT FROM payment_operations
                  WHERE id = :operation_id::bigint AND kind IN ('authorize', 'capture') AND state = 'succeeded')
), @refund_wanted;

-- name: payment_reverse :exec
-- What stands on an order that no longer does is given back: an authorisation is voided, what was
-- captured is refunded. Of one that has ended otherwise a hold is let go when no more is owed. What
-- a provider refused once is left to people; a hold that was not let go may have been captured since.
WITH standing AS MATERIALIZED (
    SELECT p.id, p.status = 'authorized' AS held,
           CASE WHEN p.status = 'authorized' THEN p.authorized ELSE p.captured - p.refunded - p.refunding END AS amount
    FROM payments p JOIN orders o ON o.id = p.order_id JOIN order_statuses s ON s.status = o.status
    WHERE p.order_id = :order_id::bigint
      AND (s.called_off OR o.deleted_at IS NOT NULL OR s.ended AND p.status = 'authorized' AND @order_owed <= 0)
      AND p.status IN ('authorized', 'captured', 'partially_refunded')
      AND NOT EXISTS (SELECT FROM payment_operations op
                      WHERE op.payment_id = p.id
                        AND (op.kind IN ('capture', 'void') AND op.state IN ('pending', 'unknown')
                             OR op.kind = CASE p.status WHEN 'authorized' THEN 'void' ELSE 'refund' END::operation_kind
                                AND op.state = 'failed' AND op.by <> 'bank'))
), made AS (
    INSERT INTO refunds (order_id, amount, reason, actor_id, request_id)
    SELECT :order_id, sum(amount), 'The order was cancelled', :me_id::bigint, :request_id
    FROM standing WHERE NOT held HAVING sum(amount) > 0
    RETURNING id
), giving AS (
    UPDATE payments p SET refunding = p.refunding + standing.amount, updated_at = now()
    FROM standing WHERE p.id = standing.id AND NOT standing.held
)
INSERT INTO payment_operations (payment_id, refund_id, kind, amount)
SELECT s.id, made.id, CASE WHEN s.held THEN 'void' ELSE 'refund' END::operation_kind, s.amount
FROM standing s LEFT JOIN made ON NOT s.held
WHERE s.amount > 0;

-- name: payment_claim :many
-- The next operation that nobody is about: of one order, or of all but those tried since
-- :tried_before. Whoever claims it has it for :claim_seconds.
UPDATE payment_operations op SET attempts = op.attempts + 1, tried_at = now(),
       claimed_until = now() + :claim_seconds::integer * interval '1 second'
FROM payments p JOIN orders o ON o.id = p.order_id
WHERE p.id = op.payment_id AND op.id = (
    SELECT due.id FROM payment_operations due JOIN payments its ON its.id = due.payment_id
    WHERE due.state IN ('pending', 'unknown') AND due.by <> 'bank' AND due.claimed_until <= now()
      AND (its.order_id = :order_id::bigint
           OR :tried_before::timestamptz > coalesce(due.tried_at, '-infinity'))
    ORDER BY due.attempts, due.id
    LIMIT 1
    FOR UPDATE OF due SKIP LOCKED)
RETURNING op.id AS operation_id, op.kind, op.amount, op.idempotency_key, op.provider_reference AS own_reference,
          op.attempts, extract(epoch FROM op.created_at)::bigint AS begun,
          extract(epoch FROM now() - op.created_at)::bigint AS age, p.order_id, p.provider, p.method, p.captures,
          p.currency, p.provider_reference, o.order_number;

-- name: payment_lock :exec
-- First of the locks; a statement of its own, so that the next one sees what the last holder did.
SELECT FROM orders WHERE id = :order_id::bigint FOR NO KEY UPDATE;

-- The status of payment p whose amounts become those of a.
-- fragment: payment_stands
CASE WHEN a.disputed THEN 'disputed'
     WHEN a.refunded > 0 AND a.refunded = a.captured THEN 'refunded'
     WHEN a.refunded > 0 THEN 'partially_refunded'
     WHEN a.captured > 0 THEN 'captured'
     WHEN a.authorized > 0 THEN 'authorized'
     ELSE p.status::text END

-- What `changed` did to payments, in the order's history and to the world.
-- fragment: payment_told
), noted AS (
    INSERT INTO order_history (order_id, from_status, to_status, action, note, request_id)
    SELECT o.id, o.status, o.status, c.action, concat_ws(' ', c.moved, c.currency, c.error_code), :request_id
    FROM changed c JOIN orders o ON o.id = c.order_id WHERE c.action IS NOT NULL AND c.verb IS NOT NULL
)
INSERT INTO outbox (event, subject_id, payload, request_id, trace)
SELECT 'payment.' || verb, c.id,
       jsonb_build_object('payment_id', c.id, 'order_id', c.order_id, 'order_version', o.version, 'status', c.status,
                          'amount', c.amount, 'captured', c.captured, 'refunded', c.refunded, 'moved', c.moved,
                          'currency', c.currency, 'error_code', c.error_code), :request_id, :trace
FROM changed c JOIN orders o ON o.id = c.order_id WHERE verb IS NOT NULL

-- name: payment_record :exec
-- What came of an operation, unless that is known already. Only who is told of it knows better: a refund
-- may fail after all, a lost dispute be won, and a charge that was given up be there. That a dispute has
-- failed of which all was given back is noted, so that it is not taken up again; that it was lost can't be
-- yet, and who saw room for it looks again.
WITH op AS (
    UPDATE payment_operations op SET
        state              = :operation_state::operation_state,
        amount             = CASE WHEN op.kind = 'capture' THEN coalesce(:told_amount::numeric, op.amount) ELSE op.amount END,
        provider_reference = coalesce(:operation_reference, op.provider_reference),
        error_code         = :operation_error,
        claimed_until      = now(),
        settled_at         = CASE WHEN :operation_state IN ('succeeded', 'failed') THEN now() END
    FROM payment_operations before
    WHERE op.id = :operation_id::bigint AND before.id = op.id
      AND (op.state IN ('pending', 'unknown')
           OR :event_id::text IS NOT NULL AND (op.kind, op.state, :operation_state) IN (('refund', 'succeeded', 'failed'),
                                                                                        ('authorize', 'failed', 'succeeded'))
           OR CASE op.error_code WHEN 'given_back' THEN refuse_unless(:operation_state <> 'succeeded', 'again') AND :operation_state = 'failed' END)
    RETURNING op.payment_id, op.id, op.kind, op.by, op.amount, before.state AS was, op.state, op.provider_reference
), after AS MATERIALIZED (
    SELECT p.id, op.kind, op.by, op.was, op.state, op.amount AS moved, op.provider_reference,
           p.authorized + CASE WHEN op.state = 'succeeded' AND op.kind = 'authorize' THEN op.amount ELSE 0 END AS authorized,
           p.captured + CASE WHEN op.state = 'succeeded' AND (op.kind = 'capture' OR op.kind = 'authorize' AND p.captures)
                             THEN op.amount ELSE 0 END AS captured,
           p.refunded + CASE WHEN op.kind <> 'refund' THEN 0 WHEN op.state = 'succeeded' THEN op.amount
                             WHEN op.was = 'succeeded' THEN -op.amount ELSE 0 END AS refunded,
           p.refunding - CASE WHEN op.state <> 'unknown' AND op.was IN ('pending', 'unknown') AND op.kind = 'refund' THEN op.amount
                              ELSE 0 END AS refunding,
           op.by = 'bank' AND op.state = 'unknown'
               OR EXISTS (SELECT FROM payment_operations d WHERE d.payment_id = p.id AND d.by = 'bank' AND d.id <> op.id
                          AND d.state IN ('pending', 'unknown')) AS disputed
    FROM op JOIN payments p ON p.id = op.payment_id
), changed AS (
    UPDATE payments p SET
        authorized = a.authorized, captured = a.captured, refunded = a.refunded, refunding = a.refunding,
        status = CASE WHEN a.kind = 'authorize' AND a.state = 'failed' THEN 'failed'
                      WHEN a.kind = 'void' AND a.state = 'succeeded' THEN 'voided'
                      ELSE @payment_stands END::payment_state,
        provider_reference = CASE WHEN a.kind = 'authorize' THEN a.provider_reference ELSE p.provider_reference END,
        error_code         = CASE WHEN a.state = 'failed' AND a.by <> 'bank' THEN :operation_error ELSE p.error_code END,
        updated_at         = now()
    FROM after a WHERE p.id = a.id
    RETURNING p.id, p.order_id, p.status, p.currency, p.amount, p.captured, p.refunded, a.moved,
              CASE WHEN a.by = 'bank' THEN :operation_error ELSE p.error_code END AS error_code,
              CASE WHEN a.by = 'bank' THEN CASE WHEN a.state <> 'unknown' THEN 'dispute_closed' WHEN a.was = 'pending' THEN 'disputed' END
                   WHEN a.state = 'failed' THEN 'failed' WHEN a.state = 'unknown' THEN NULL
                   WHEN a.kind = 'refund' THEN 'refunded' WHEN a.kind = 'void' THEN 'voided'
                   WHEN p.status = 'authorized' THEN 'authorized' ELSE 'captured' END AS verb,
              CASE WHEN a.by = 'bank' THEN CASE a.state WHEN 'succeeded' THEN 'dispute_lost' WHEN 'failed' THEN 'dispute_won'
                                                        ELSE 'dispute' END
                   WHEN a.was = 'succeeded' AND a.state = 'failed' THEN 'refund_failed' END AS action
@payment_told;

-- name: order_payment_status :exec
-- What the payments of an order, as they stand now, say of it.
UPDATE orders o SET payment_status = s.status, paid = s.captured, refunded = s.refunded, owed_less = s.owed_less,
       version = o.version + 1, updated_at = now()
FROM (SELECT :order_id::bigint AS order_id,
             coalesce(sum(captured), 0) AS captured, coalesce(sum(refunded), 0) AS refunded,
             coalesce(sum(authorized) FILTER (WHERE status = 'authorized'), 0) AS held,
             bool_or(status = 'disputed') AS disputed,
             (array_agg(status ORDER BY id DESC) FILTER (WHERE status <> 'pending'))[1] AS latest
      FROM payments WHERE order_id = :order_id) p
CROSS JOIN LATERAL (
    SELECT p.captured, p.refunded, o.total - worth - back AS owed_less,
           CASE WHEN p.disputed THEN 'disputed'
                WHEN o.total = 0 THEN 'paid'
                WHEN p.refunded > 0 AND p.refunded = p.captured AND p.held = 0 THEN 'refunded'
                WHEN back > 0 AND p.captured - back + p.held < worth AND NOT @order_called_off THEN 'pending'
                WHEN back > 0 AND p.held > 0 AND p.captured - back < worth AND NOT @order_called_off THEN 'authorized'
                WHEN p.refunded > 0 THEN 'partially_refunded'
                WHEN p.captured > 0 AND p.captured >= worth THEN 'paid'
                WHEN p.held > 0 AND p.captured + p.held >= worth THEN 'authorized'
                WHEN p.captured + p.held = 0 AND p.latest = 'failed' THEN 'failed'
                ELSE 'pending' END::payment_status AS status
    FROM orders o CROSS JOIN LATERAL (SELECT @order_given_back AS back, @order_worth AS worth) given
    WHERE o.id = p.order_id) s
WHERE o.id = p.order_id
  AND (o.payment_status, o.paid, o.refunded, o.owed_less) IS DISTINCT FROM (s.status, s.captured, s.refunded, s.owed_less);

-- name: payment_event_facts :one
-- The payment that a provider's event is about, by the key that was sent along or by the provider's ids;
-- `told_id` is the refund that it is about, `open_id` what the provider is asked besides just now, or
-- a charge that was given up. `is_given_back`: it is a dispute of which nothing is left. `is_held`: nothing was captured, as far as is known. `coming`: there are
-- payments of which the ids are not known yet.
WITH told AS (
    SELECT op.id, op.payment_id, op.kind, op.error_code FROM payment_operations op JOIN payments p ON p.id = op.payment_id
    WHERE p.provider = :provider
      AND (op.idempotency_key = CASE WHEN :event_key::text ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN :event_key::uuid END
           OR op.provider_reference IN (:event_reference, :event_payment))
), found AS (
    SELECT payment_id AS id FROM told UNION ALL SELECT id FROM payments WHERE provider = :provider AND provider_reference = :event_payment
    LIMIT 1
)
SELECT p.id AS payment_id, p.order_id, p.status IN ('pending', 'authorized') AS is_held,
       CASE p.status WHEN 'pending' THEN p.amount ELSE p.authorized END - p.captured AS uncaptured,
       p.captured - p.refunded - p.refunding AS room,
       (SELECT coalesce(max(amount), 0) FROM payment_operations d
        WHERE d.payment_id = p.id AND d.by = 'bank' AND d.state IN ('pending', 'unknown')) AS disputed,
       open.id AS open_id,
       CASE WHEN open.kind = 'authorize' AND p.captures THEN 'charge' ELSE open.kind::text END AS open,
       refund.id AS told_id, coalesce(refund.error_code = 'given_back', false) AS is_given_back,
       nextval(pg_get_serial_sequence('payment_operations', 'id')) AS next_id,
       EXISTS (SELECT FROM payment_operations op JOIN payments its ON its.id = op.payment_id
               WHERE op.state IN ('pending', 'unknown') AND op.kind = 'authorize' AND op.provider_reference IS NULL
                 AND its.provider = :provider) AS coming
FROM (VALUES (1)) one
LEFT JOIN payments p ON p.id = (SELECT id FROM found)
LEFT JOIN LATERAL (SELECT id, error_code FROM told WHERE kind = 'refund' AND payment_id = p.id LIMIT 1) refund ON true
LEFT JOIN payment_operations open ON open.payment_id = p.id AND open.kind <> 'refund'
    AND (open.state IN ('pending', 'unknown') OR p.status = 'failed' AND p.captures);

-- name: payment_give_way :exec
-- The provider did something else than what is open, so the hold that it was asked for is there, and what
-- else it was asked for can't be done any more.
WITH ended AS (
    UPDATE payment_operations SET state = CASE kind WHEN 'authorize' THEN 'succeeded' ELSE 'failed' END::operation_state,
           error_code = CASE WHEN kind <> 'authorize' THEN 'overtaken' END,
           provider_reference = coalesce(provider_reference, :event_payment), claimed_until = now(), settled_at = now()
    WHERE id = :open_id::bigint AND state IN ('pending', 'unknown')
    RETURNING payment_id, kind, amount
)
UPDATE payments p SET status = 'authorized', authorized = ended.amount, provider_reference = :event_payment
FROM ended WHERE p.id = ended.payment_id AND ended.kind = 'authorize';

-- name: payment_dispute_fits :exec
-- A bank can take back what has not been given back otherwise: less of its claim while a refund stands,
-- more again when one has failed. Of what nothing is left it is given up until then. A refund that is
-- told of and not noted yet counts.
WITH d AS MATERIALIZED (
    SELECT d.id, d.payment_id, d.refund_id, d.state, d.error_code, d.claimed,
           CASE d.state WHEN 'failed' THEN 0 ELSE d.amount END AS before,
           greatest(0, least(d.claimed, p.captured - others - CASE WHEN at_hand.id IS NULL THEN :told_amount::numeric ELSE 0 END)) AS amount
    FROM (VALUES (1)) one
    LEFT JOIN payment_operations at_hand ON at_hand.id = :operation_id::bigint
    JOIN payments p ON p.id = coalesce(at_hand.payment_id, :told_payment::bigint)
    JOIN payment_operations d ON d.payment_id = p.id AND d.by = 'bank' AND (d.state <> 'failed' OR d.error_code = 'given_back')
    CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS others FROM payment_operations
                        WHERE payment_id = p.id AND kind = 'refund' AND state <> 'failed' AND id <> d.id) given
    ORDER BY d.claimed DESC LIMIT 1
), op AS (
    UPDATE payment_operations op SET
        amount     = CASE WHEN d.amount > 0 THEN d.amount ELSE op.amount END,
        state      = CASE WHEN d.amount = 0 THEN 'failed' WHEN op.state = 'failed' THEN 'unknown' ELSE op.state END,
        error_code = CASE WHEN d.amount = 0 THEN 'given_back' WHEN d.before > 0 THEN op.error_code END,
        settled_at = CASE WHEN d.amount = 0 THEN now() WHEN d.before > 0 THEN op.settled_at END
    FROM d WHERE op.id = d.id AND d.amount <> d.before
    RETURNING op.payment_id, op.refund_id, d.amount, d.before, op.state
), noted_refund AS (
    UPDATE refunds f SET amount = op.amount FROM op WHERE f.id = op.refund_id AND op.amount > 0
), a AS (
    SELECT p.id, p.authorized, p.captured, op.amount, op.before, op.state = 'unknown' AS disputed,
           p.refunded + CASE op.state WHEN 'succeeded' THEN op.amount - op.before ELSE 0 END AS refunded,
           p.refunding + CASE op.state WHEN 'succeeded' THEN 0 ELSE op.amount - op.before END AS refunding
    FROM op JOIN payments p ON p.id = op.payment_id
), changed AS (
    UPDATE payments p SET refunded = a.refunded, refunding = a.refunding, status = (@payment_stands)::payment_state, updated_at = now()
    FROM a WHERE p.id = a.id
    RETURNING p.id, p.order_id, p.status, p.currency, p.amount, p.captured, p.refunded, a.amount AS moved, NULL::text AS error_code,
              CASE WHEN a.before = 0 THEN 'disputed' END AS verb, CASE WHEN a.before = 0 THEN 'dispute' END AS action
@payment_told;

-- name: payment_note :exec
-- What was done without our asking is an operation like all others, whose outcome is recorded next. Of
-- what a bank claims there may be less here, or nothing; what has failed needs no room.
WITH p AS MATERIALIZED (
    SELECT p.id, p.order_id, told.amount, claimed, CASE WHEN claimed IS NOT NULL THEN room = 0 ELSE failed AND room < told.amount END AS idle,
           CASE WHEN claimed IS NOT NULL AND room > 0 THEN least(claimed, room) ELSE told.amount END AS moved
    FROM payments p
    CROSS JOIN LATERAL (SELECT coalesce(:told_amount::numeric, p.authorized) AS amount, p.captured - p.refunded - p.refunding AS room,
                               CASE :told_by::text WHEN 'bank' THEN :told_amount END AS claimed,
                               :told_kind::operation_kind = 'refund' AND :operation_state::text = 'failed' AS failed) told
    WHERE p.id = :told_payment::bigint
      AND refuse_unless(CASE WHEN :told_kind::operation_kind <> 'refund' THEN p.status = 'authorized'
                             ELSE (claimed IS NOT NULL OR failed OR room >= told.amount)
                                  AND NOT EXISTS (SELECT FROM payment_operations op
                                                  WHERE op.payment_id = p.id AND op.provider_reference = :event_reference) END, 'again')
), made AS (
    INSERT INTO refunds (order_id, amount, reason, request_id)
    SELECT order_id, moved, CASE :told_by WHEN 'bank' THEN 'Disputed' ELSE 'Refunded by the payment provider' END, :request_id
    FROM p WHERE :told_kind = 'refund'
    RETURNING id
), held AS (
    UPDATE payments SET refunding = refunding + p.moved, updated_at = now() FROM p, made WHERE payments.id = p.id AND NOT idle
)
INSERT INTO payment_operations (id, payment_id, refund_id, kind, by, amount, claimed, provider_reference, state, error_code, settled_at)
    OVERRIDING SYSTEM VALUE
SELECT :operation_id::bigint, p.id, made.id, :told_kind, :told_by, p.moved, p.claimed, CASE WHEN idle THEN :event_reference END,
       CASE WHEN idle THEN 'failed' ELSE 'pending' END::operation_state,
       CASE WHEN idle AND claimed IS NOT NULL THEN 'given_back' WHEN idle THEN :operation_error END, CASE WHEN idle THEN now() END
FROM p LEFT JOIN made ON true;

-- name: payment_event :exec
INSERT INTO payment_events (provider, reference, event) VALUES (:provider, :event_id, :event_type)
ON CONFLICT DO NOTHING;

-- name: payments_open :one
-- What settling left behind.
SELECT count(*) AS open FROM payment_operations WHERE state IN ('pending', 'unknown') AND by <> 'bank';

-- name: payments_clock :one
SELECT now() AS tried_before;
