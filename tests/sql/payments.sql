-- Payments: what the database does not let any code get around.
BEGIN;
SELECT plan(34);
\ir support/shop.sql

INSERT INTO payments (id, order_id, provider, method, captures, currency, amount, authorized, captured, status, provider_reference)
VALUES (1, 1, 'stripe', 'pm_1', true, 'USD', 50, 50, 40, 'captured', 'pi_1'),
       (2, 1, 'stripe', 'pm_2', false, 'USD', 9, 0, 0, 'pending', NULL);
INSERT INTO refunds (id, order_id, amount) VALUES (1, 1, 5);
INSERT INTO payment_operations (payment_id, kind, amount) VALUES (2, 'authorize', 9);

-- Amounts.
SELECT pg_temp.breaks('UPDATE payments SET refunded = 41, status = ''refunded'' WHERE id = 1', 'payments_refunded_within_captured',
                      'no more is refunded than captured');
SELECT pg_temp.breaks('UPDATE payments SET refunding = 41 WHERE id = 1', 'payments_refunded_within_captured',
                      'no more is being refunded than captured');
SELECT pg_temp.breaks($$UPDATE payments SET refunded = 20, refunding = 21, status = 'partially_refunded' WHERE id = 1$$,
                      'payments_refunded_within_captured', 'nor both together');
SELECT pg_temp.holds($$UPDATE payments SET refunded = 20, refunding = 20, status = 'partially_refunded' WHERE id = 1$$,
                     'all that was captured can be refunded');
SELECT pg_temp.holds($$UPDATE payments SET refunding = 40, status = 'disputed' WHERE id = 1$$, 'what is disputed may be going back');
SELECT pg_temp.breaks($$UPDATE payments SET status = 'disputed' WHERE id = 1$$, 'payments_status_fits', 'and is no status without');
SELECT pg_temp.breaks($$INSERT INTO payment_operations (payment_id, kind, amount, by) VALUES (1, 'capture', 1, 'somebody')$$,
                      'payment_operations_by_check', 'what is done is the shop''s doing, the provider''s or the bank''s');
SELECT pg_temp.breaks('UPDATE payments SET captured = 51 WHERE id = 1', 'payments_captured_within_authorized',
                      'no more is captured than authorised');
SELECT pg_temp.breaks('UPDATE payments SET authorized = 51 WHERE id = 1', 'payments_authorized_within_amount',
                      'no more is authorised than asked for');
SELECT pg_temp.breaks('UPDATE payments SET refunding = -1 WHERE id = 1', 'payments_refunding_check', 'not less than nothing');
SELECT pg_temp.breaks('UPDATE payments SET refunded = -1 WHERE id = 1', 'payments_refunded_check', 'not less than nothing');
SELECT pg_temp.breaks('UPDATE payments SET amount = 0, authorized = 0, captured = 0, status = ''pending'' WHERE id = 1',
                      'payments_amount_check', 'a payment is of something');

-- The status is what the amounts say.
SELECT pg_temp.breaks(format('UPDATE payments SET status = %L WHERE id = 1', status), 'payments_status_fits',
                      'captured is not ' || status)
FROM unnest(ARRAY['pending', 'failed', 'authorized', 'voided', 'partially_refunded', 'refunded']) AS status;
SELECT pg_temp.breaks(format('UPDATE payments SET status = %L WHERE id = 2', status), 'payments_status_fits',
                      'nothing is not ' || status)
FROM unnest(ARRAY['authorized', 'captured', 'partially_refunded', 'refunded']) AS status;
SELECT pg_temp.holds($$UPDATE payments SET status = 'failed' WHERE id = 2$$, 'nothing is pending, or failed');

-- A provider's id is one payment's.
SELECT pg_temp.breaks($$UPDATE payments SET provider_reference = 'pi_1' WHERE id = 2$$, 'payments_reference_key',
                      'one payment a provider''s id');

-- Operations.
SELECT pg_temp.breaks($$INSERT INTO payment_operations (payment_id, kind, amount) VALUES (2, 'authorize', 9)$$,
                      'payment_operations_one_authorize', 'a payment is authorised once');
SELECT pg_temp.breaks($$INSERT INTO payment_operations (payment_id, kind, amount) VALUES (2, 'void', 9)$$,
                      'payment_operations_one_open', 'no void while the authorisation is open');
SELECT pg_temp.breaks($$INSERT INTO payment_operations (payment_id, kind, amount) VALUES (1, 'capture', 9), (1, 'capture', 9)$$,
                      'payment_operations_one_open', 'no two captures at once');
SELECT pg_temp.holds($$INSERT INTO payment_operations (payment_id, refund_id, kind, amount)
                       VALUES (1, 1, 'refund', 2), (1, 1, 'refund', 3)$$, 'refunds at once');
SELECT pg_temp.breaks($$INSERT INTO payment_operations (payment_id, kind, amount) VALUES (1, 'refund', 1)$$,
                      'payment_operations_refund', 'a refund is somebody''s decision');
SELECT pg_temp.breaks($$INSERT INTO payment_operations (payment_id, refund_id, kind, amount) VALUES (1, 1, 'capture', 1)$$,
                      'payment_operations_refund', 'and nothing else is a refund');
SELECT pg_temp.breaks($$INSERT INTO payment_operations (payment_id, kind, amount) VALUES (1, 'capture', 0)$$,
                      'payment_operations_amount_check', 'an operation is of something');
SELECT pg_temp.breaks($$UPDATE payment_operations SET state = 'succeeded'$$, 'payment_operations_settled',
                      'what is known is known since');
SELECT pg_temp.breaks($$UPDATE payment_operations SET settled_at = now()$$, 'payment_operations_settled',
                      'what is open is not');
SELECT pg_temp.breaks('INSERT INTO payment_operations (payment_id, kind, amount, idempotency_key)
                       SELECT 1, ''capture'', 1, idempotency_key FROM payment_operations', 'payment_operations_key',
                      'a key is one operation''s');

SELECT * FROM finish();
ROLLBACK;
