-- Forgetting a person: what names them goes, and what was typed about their orders, since nobody can
-- tell whom that names; numbers, money, moves and stock stay.

-- Those for them, and those that they placed for nobody else.
-- fragment: orders_of_person
(o.customer_id = :id::bigint
 OR o.customer_id IS NULL AND o.user_id = (SELECT owner.id FROM users owner WHERE owner.customer_id = :id))

-- fragment: orders_open
SELECT o.id AS order_id, o.order_number, o.status FROM orders o
WHERE @orders_of_person AND o.deleted_at IS NULL
  AND o.status = ANY (ARRAY(SELECT status FROM order_statuses WHERE NOT ended))

-- name: forget_open_orders :many
@orders_open ORDER BY o.id LIMIT 100;

-- name: customer_lock :exec
-- In a statement of its own, so that the next one sees the orders that were being placed.
SELECT FROM customers WHERE id = :id::bigint FOR NO KEY UPDATE;

-- name: forget_refusals :exec
-- What a mail server said of their addresses, before those are gone.
DELETE FROM mail_refusals r
WHERE r.address IN (SELECT lower(c.email) FROM customers c WHERE c.id = :id::bigint
                    UNION ALL SELECT lower(u.email) FROM users u WHERE u.customer_id = :id
                    UNION ALL SELECT lower(w.email) FROM email_changes w JOIN users u ON u.id = w.user_id WHERE u.customer_id = :id);

-- name: forget_customer :exec
WITH open AS (
    @orders_open
), person AS (
    UPDATE customers SET first_name = 'Anonymised', last_name = 'Customer', email = NULL, phone = NULL, address = NULL,
                         former_names = '', external_id = NULL,
                         vat_id = NULL, vat_id_confirmed_at = NULL, tax_exemption = 'none', tax_note = NULL,
                         version = version + 1, updated_at = now()
    WHERE id = :id::bigint AND version = :version::integer
    RETURNING id
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1 AND NOT EXISTS (SELECT FROM open), 'again')
           AND refuse_unless(NOT EXISTS (SELECT FROM users WHERE customer_id = :id AND role = 'admin' AND is_active)
                             OR EXISTS (SELECT FROM users WHERE customer_id IS DISTINCT FROM :id AND role = 'admin'
                                                            AND is_active),
                             'last_admin') AS ok
    FROM person
)
INSERT INTO audit_log (event, actor_id, subject_id, address, request_id)
SELECT 'customer.anonymised', :me_id::bigint, :id, :remote_address::inet, :request_id FROM checked WHERE ok;

-- name: forget_account :exec
-- The address that takes the place of theirs is one that nobody can have registered before. Who
-- comes back by an outside issuer is somebody new, so the issuer's name for them goes, too.
WITH account AS (
    UPDATE users SET email = 'anonymised-' || gen_random_uuid() || '@orderd.invalid', username = NULL, first_name = NULL,
                     last_name = NULL, password_hash = :no_password, is_active = false, languages = NULL, version = version + 1,
                     updated_at = now()
    WHERE customer_id = :id::bigint
    RETURNING id
), ended AS (
    UPDATE sessions SET revoked_at = coalesce(revoked_at, now()), address = NULL, user_agent = NULL
    FROM account WHERE sessions.user_id = account.id
), shown AS (
    DELETE FROM views USING account WHERE views.user_id = account.id
), keys AS (
    UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()), name = 'Anonymised'
    FROM account WHERE api_keys.user_id = account.id
), failures AS (
    DELETE FROM login_failures USING account WHERE login_failures.user_id = account.id
), factor AS (
    DELETE FROM totp USING account WHERE totp.user_id = account.id
), wishes AS (
    DELETE FROM email_changes USING account WHERE email_changes.user_id = account.id
), mails AS (
    DELETE FROM mails m USING account WHERE m.user_id = account.id AND m.settled_at IS NULL
), guesses AS (
    DELETE FROM discount_guesses USING account WHERE discount_guesses.user_id = account.id
), resets AS (
    DELETE FROM password_resets USING account WHERE password_resets.user_id = account.id
), requests AS (
    DELETE FROM idempotency_keys USING account WHERE principal = 'user:' || account.id
)
DELETE FROM user_links USING account WHERE user_links.user_id = account.id;

-- name: forget_orders :exec
WITH theirs AS MATERIALIZED (
    SELECT o.id FROM orders o WHERE @orders_of_person
), moves AS (
    UPDATE order_history h SET note = NULL, customer_note = NULL FROM theirs
    WHERE h.order_id = theirs.id AND num_nonnulls(h.note, h.customer_note) > 0
), returned AS (
    UPDATE returns rt SET reason = NULL, customer_note = NULL FROM theirs WHERE rt.order_id = theirs.id
), refunded AS (
    UPDATE refunds f SET reason = NULL FROM theirs WHERE f.order_id = theirs.id
), priced AS (
    UPDATE order_lines l SET price_reason = 'Anonymised' FROM theirs WHERE l.order_id = theirs.id AND l.price_reason IS NOT NULL
)
UPDATE orders o SET customer = CASE WHEN o.customer_id IS NOT NULL THEN jsonb_build_object('id', o.customer_id) END,
                    shipping_address = NULL, billing_address = NULL, payment_method = NULL, shipping_method = NULL,
                    customer_notes = NULL, internal_notes = NULL, languages = NULL,
                    discount_terms = o.discount_terms - 'reason', version = o.version + 1, updated_at = now()
FROM theirs WHERE o.id = theirs.id;
