-- Administration: users of every role, settings, figures.

-- fragment: account_columns
@user_columns, u.customer_id,
EXISTS (SELECT FROM login_failures f WHERE f.user_id = u.id AND @attempt_lock_stands) AS is_locked, u.version, u.updated_at,
EXISTS (SELECT FROM totp t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL) AS has_second_factor

-- fragment: accounts_matching
(:search::text IS NULL OR @search_fits)
AND (:role::text IS NULL OR u.role = :role::role)
AND (:department_id::bigint IS NULL OR u.department_id = :department_id)
AND (:is_active::boolean IS NULL OR u.is_active = :is_active)

-- name: accounts_count :one
SELECT count(*) AS total FROM (SELECT FROM users u WHERE @accounts_matching LIMIT 10001) counted;

-- name: accounts_by_id :many
SELECT @account_columns FROM users u
WHERE @accounts_matching AND (:after_key::bigint IS NULL OR u.id > :after_id::bigint)
ORDER BY u.id LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: accounts_by_id_desc :many
SELECT @account_columns FROM users u
WHERE @accounts_matching AND (:after_key::bigint IS NULL OR u.id < :after_id::bigint)
ORDER BY u.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: account_get :one
SELECT @account_columns FROM users u WHERE u.id = :id::bigint;

-- name: account_facts :one
-- The account, and whether the department that was named is one.
SELECT u.version,
       :department_id::bigint IS NULL OR EXISTS (SELECT FROM departments WHERE id = :department_id) AS department_known
FROM users u WHERE u.id = :id::bigint;

-- name: admins_lock :exec
-- Two admins can't demote each other at the same time.
SELECT @lock_admins;

-- name: account_lock :exec
-- In a statement of its own, so that the next one sees what a sign-in has just begun.
SELECT FROM users WHERE id = :id::bigint FOR NO KEY UPDATE;

-- name: account_update :exec
-- A change of role, department or activity ends the user's sessions, and caps or revokes what acts
-- for them; the last admin stays one.
WITH before AS MATERIALIZED (
    SELECT id, role, department_id, is_active FROM users
    WHERE id = :id::bigint AND version = :version::integer FOR NO KEY UPDATE
), updated AS (
    UPDATE users u SET
        username      = CASE WHEN :has_username::boolean THEN :username ELSE u.username END,
        first_name    = CASE WHEN :has_first_name::boolean THEN :first_name ELSE u.first_name END,
        last_name     = CASE WHEN :has_last_name::boolean THEN :last_name ELSE u.last_name END,
        role          = coalesce(:role::role, u.role),
        department_id = CASE WHEN :has_department_id::boolean THEN :department_id::bigint ELSE u.department_id END,
        is_active     = coalesce(:is_active::boolean, u.is_active),
        version       = u.version + 1,
        updated_at    = now()
    FROM before b WHERE u.id = b.id
    RETURNING u.id, u.role, u.department_id, u.is_active, b.role = 'admin' AND b.is_active AS was_admin,
              (u.role, u.is_active) IS DISTINCT FROM (b.role, b.is_active)
              OR u.department_id IS DISTINCT FROM b.department_id AS ends_sessions,
              u.is_active <> b.is_active OR u.department_id IS DISTINCT FROM b.department_id AS ends_keys
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again')
           AND refuse_unless(bool_and(NOT was_admin OR (role = 'admin' AND is_active)
                                      OR EXISTS (SELECT FROM users o WHERE o.role = 'admin' AND o.is_active
                                                                       AND o.id <> updated.id)), 'last_admin') AS ok
    FROM updated
), ended AS (
    UPDATE sessions s SET revoked_at = now()
    FROM updated WHERE s.user_id = updated.id AND s.revoked_at IS NULL AND updated.ends_sessions
), keys AS (
    UPDATE api_keys k SET role = least(k.role, updated.role), revoked_at = CASE WHEN updated.ends_keys THEN now() END
    FROM updated
    WHERE k.user_id = updated.id AND k.revoked_at IS NULL AND (updated.ends_keys OR k.role > updated.role)
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'user.changed', :me_id::bigint, updated.id, :remote_address::inet,
       jsonb_build_object('role', updated.role, 'department_id', updated.department_id, 'is_active', updated.is_active),
       :request_id
FROM checked LEFT JOIN updated ON true WHERE checked.ok;

-- name: account_unlock :exec
WITH unlocked AS (
    DELETE FROM login_failures WHERE user_id = :id::bigint AND locked_until IS DISTINCT FROM 'infinity'
)
INSERT INTO audit_log (event, actor_id, subject_id, address, request_id)
VALUES ('user.unlocked', :me_id::bigint, :id, :remote_address::inet, :request_id);

-- fragment: settings_version
(1000000 * extract(epoch FROM max(updated_at)))::bigint

-- name: shop_get :one
-- Money that was set past the API may lack its cents.
SELECT access_token_seconds, currency, round(free_shipping_from, 2) AS free_shipping_from, outbox_seconds,
       refresh_token_seconds, registration_open, second_factor, session_seconds, round(shipping_cost, 2) AS shipping_cost,
       tax_rate, time_zone, unpaid_order_seconds,
       (SELECT @settings_version FROM settings) AS _version
FROM shop;

-- name: shop_update :exec
-- The currencies that are refused are those of ISO 4217 that have not two decimals: all that is
-- money here counts hundredths, and so do those who are asked for it. A number is stored in the form
-- that its kind has, whatever zeros it was sent with.
WITH sent (key, value) AS (
    SELECT key, value
    FROM (VALUES ('access_token_seconds',  :access_token_seconds::text,  :has_access_token_seconds::boolean),
                 ('currency',              upper(:currency),             :has_currency::boolean),
                 ('free_shipping_from',    :free_shipping_from::text,    :has_free_shipping_from::boolean),
                 ('outbox_seconds',        :outbox_seconds::text,        :has_outbox_seconds::boolean),
                 ('refresh_token_seconds', :refresh_token_seconds::text, :has_refresh_token_seconds::boolean),
                 ('registration_open',     :registration_open::text,     :has_registration_open::boolean),
                 ('second_factor',         :second_factor::text,         :has_second_factor::boolean),
                 ('session_seconds',       :session_seconds::text,       :has_session_seconds::boolean),
                 ('shipping_cost',         :shipping_cost::text,         :has_shipping_cost::boolean),
                 ('tax_rate',              :tax_rate::text,              :has_tax_rate::boolean),
                 ('time_zone',             :time_zone::text,             :has_time_zone::boolean),
                 ('unpaid_order_seconds',  :unpaid_order_seconds::text,  :has_unpaid_order_seconds::boolean))
         AS all_of_them (key, value, was_sent)
    WHERE was_sent
), locked AS MATERIALIZED (
    SELECT updated_at FROM settings ORDER BY key FOR NO KEY UPDATE
), checked AS MATERIALIZED (
    SELECT refuse_unless(@settings_version = :version::bigint, 'again')
           AND refuse_unless(:time_zone IS NULL OR EXISTS (SELECT FROM pg_timezone_names WHERE name = :time_zone),
                             'unknown_time_zone')
           AND refuse_unless((upper(:currency) <> ALL (
                   '{BHD,BIF,CLP,DJF,GNF,IQD,ISK,JOD,JPY,KMF,KRW,KWD,LYD,OMR,PYG,RWF,TND,UGX,VND,VUV,XAF,XOF,XPF}'
               )) IS NOT FALSE, 'unfit_currency') AS ok
    FROM locked
), updated AS (
    UPDATE settings s SET updated_at = now(),
        value = CASE kind WHEN 'money' THEN round(sent.value::numeric, 2)::text
                          WHEN 'rate'  THEN trim_scale(sent.value::numeric)::text
                          ELSE sent.value END
    FROM sent, checked WHERE s.key = sent.key AND checked.ok
    RETURNING s.key, s.value
)
INSERT INTO audit_log (event, actor_id, address, details, request_id)
SELECT 'settings.changed', :me_id::bigint, :remote_address::inet, coalesce(jsonb_object_agg(key, value), '{}'), :request_id
FROM updated;

-- name: admin_stats :one
SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM customers) AS customers,
       (SELECT count(*) FROM products WHERE is_active) AS products,
       (SELECT count(*) FROM products WHERE is_active AND on_hand - reserved <= low_stock_threshold) AS low_stock_products,
       (SELECT count(*) FROM orders WHERE deleted_at IS NULL) AS orders,
       (SELECT coalesce(json_object_agg(status, n), '{}') FROM (
            SELECT status, count(*) AS n FROM orders WHERE deleted_at IS NULL GROUP BY status ORDER BY status) by_status) AS orders_by_status,
       (SELECT coalesce(sum(o.total), 0.00) FROM orders o WHERE @order_sold AND o.deleted_at IS NULL) AS revenue,
       (SELECT currency FROM shop) AS currency;

-- fragment: audit_matching
(:event::text IS NULL OR a.event = :event)
AND (:user_id::bigint IS NULL OR a.actor_id = :user_id OR a.subject_id = :user_id)
AND (:from::timestamptz IS NULL OR a.created_at >= :from)
AND (:to::timestamptz IS NULL OR a.created_at < :to)

-- name: audit_count :one
SELECT count(*) AS total FROM (SELECT FROM audit_log a WHERE @audit_matching LIMIT 10001) counted;

-- name: audit_list :many
SELECT a.id, a.event, a.actor_id, a.subject_id, host(a.address) AS address, a.details, a.request_id, a.created_at
FROM audit_log a
WHERE @audit_matching AND (:after_key::bigint IS NULL OR a.id < :after_id::bigint)
ORDER BY a.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint;
