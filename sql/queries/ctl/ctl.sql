-- What only the operator's command orderctl asks for.

-- name: department_find :many
SELECT id FROM departments WHERE name_key = text_key(:department);

-- name: department_ensure :exec
INSERT INTO departments (name, approval_threshold, monthly_budget)
VALUES (:department, :approval_threshold::numeric, :monthly_budget::numeric)
ON CONFLICT DO NOTHING;

-- name: customer_ensure :exec
-- A customer who is no user: known by e-mail, since nothing else tells them apart.
INSERT INTO customers (first_name, last_name, email, phone, address)
SELECT :first_name, :last_name, :email, :phone, :customer_address::jsonb
WHERE NOT EXISTS (SELECT FROM customers WHERE lower(email) = lower(:email));

-- name: user_known :many
SELECT id FROM users WHERE lower(email) = lower(:email);

-- name: token_lifetime :one
SELECT access_token_seconds FROM shop;

-- name: database_schemas :many
-- Those of ours that are there: none in a database that is still empty.
SELECT nspname AS name FROM pg_namespace WHERE nspname IN ('orderd', 'sqitch');

-- name: sessions_end :exec
-- After a restore: the backup may hold sessions that were revoked since. The restoring session has
-- no search path.
UPDATE orderd.sessions SET revoked_at = now() WHERE revoked_at IS NULL;

-- name: restore_note :exec
-- By the restoring session, too, which has set orderd.backup to the time of the backup.
INSERT INTO orderd.audit_log (event, details)
VALUES ('database.restored', jsonb_build_object('backup', current_setting('orderd.backup')));

-- name: links_end :exec
UPDATE password_resets SET used_at = now() WHERE used_at IS NULL;

-- name: after_restore_note :exec
-- What the operator says of a restore that orderctl had no part in, and the end of the log that was kept.
INSERT INTO audit_log (event, details)
VALUES ('database.restored', jsonb_strip_nulls(jsonb_build_object('reason', :reason::text, 'head_before', :head_before::text)));

-- name: newest_order :one
SELECT max(created_at) AS created_at FROM orders;

-- name: doctor_cluster :one
-- Of others' connections the role may see that they are there, and with pg_read_all_stats how they are.
SELECT NOT pg_is_in_recovery() AND NOT current_setting('transaction_read_only')::boolean AS leads,
       nullif(current_setting('synchronous_standby_names'), '') AS awaited,
       count(*) AS standbys, count(*) FILTER (WHERE sync_state IN ('sync', 'quorum')) AS in_sync,
       bool_or(sync_state IS NOT NULL) AS is_told,
       coalesce(max(extract(epoch FROM replay_lag)), 0)::bigint AS lag_seconds,
       (SELECT sum(numbackends) FROM pg_stat_database)::bigint AS connected,
       current_setting('max_connections')::bigint AS most
FROM pg_stat_replication;

-- name: doctor_server :one
SELECT current_setting('server_version_num')::integer AS version, current_setting('server_version') AS version_text,
       current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on' AS is_durable,
       current_setting('synchronous_commit') AS synchronous_commit,
       least(current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer,
             nullif(r.rolconnlimit, -1), nullif(d.datconnlimit, -1)) AS connections,
       floor(extract(epoch FROM clock_timestamp()))::bigint AS seconds
FROM pg_roles r, pg_database d
WHERE r.rolname = current_user AND d.datname = current_database();

-- name: doctor_privileges :one
-- What the role that asks may do and the application's should not; null: nothing.
SELECT current_user AS role, string_agg(excess, ', ') AS excess
FROM (
    SELECT unnest(ARRAY[CASE WHEN rolsuper THEN 'is a superuser' END,
                        CASE WHEN rolcreaterole THEN 'may make roles' END,
                        CASE WHEN rolcreatedb THEN 'may make databases' END,
                        CASE WHEN rolreplication THEN 'may replicate' END,
                        CASE WHEN rolbypassrls THEN 'bypasses row security' END]) AS excess
    FROM pg_roles WHERE rolname = current_user
    UNION ALL
    SELECT 'belongs to ' || nspowner::regrole FROM pg_namespace
    WHERE nspname = 'orderd' AND pg_has_role(nspowner, 'MEMBER')
    UNION ALL
    SELECT 'may create in schema orderd' WHERE has_schema_privilege('orderd', 'CREATE')
    UNION ALL
    SELECT 'may change rows of ' || string_agg(name, ' and ')
    FROM unnest(ARRAY['audit_log', 'order_history', 'stock_movements']) AS name
    WHERE EXISTS (SELECT FROM pg_attribute
                  WHERE attrelid = ('orderd.' || name)::regclass AND attnum > 0 AND NOT attisdropped
                    AND NOT (name = 'order_history' AND attname IN ('note', 'customer_note')) -- triggers let them be emptied alone
                    AND has_column_privilege(attrelid, attnum, 'UPDATE'))
    UNION ALL
    SELECT 'may change what outbox tells' WHERE has_column_privilege('orderd.outbox', 'payload', 'UPDATE')
    UNION ALL
    SELECT 'may delete rows of ' || string_agg(name, ' and ')
    FROM unnest(ARRAY['audit_log', 'order_history', 'orders', 'stock_movements']) AS name
    WHERE has_table_privilege('orderd.' || name, 'DELETE, TRUNCATE')
) AS all_of_it;

-- name: doctor_feed :one
SELECT silent, started_at IS NOT NULL AS started, last,
       (SELECT extract(epoch FROM now() - min(created_at))::bigint FROM outbox
        WHERE number IS NULL AND started_at IS NOT NULL) AS late_seconds,
       (SELECT stopped FROM mail_channel) AS mail_stopped
FROM feed;

-- name: doctor_accounts :many
-- What differed when a chore, or who reconciled, last looked.
SELECT replace(name, '_', ' ') AS name, value, found_at, split_part(name, '_', 1) AS command
FROM findings WHERE name IN ('money_differences', 'stock_differences') AND value > 0 ORDER BY name;

-- name: doctor_twins :many
-- Names from before names were the same in any spelling, which an older row has, too.
SELECT 'product' AS what, p.id, p.sku AS name, o.id AS older_id, o.sku AS older
FROM products p JOIN products o ON o.sku_key = text_key(p.sku) WHERE p.sku_key IS NULL
UNION ALL
SELECT 'category', c.id, c.name, o.id, o.name
FROM categories c JOIN categories o ON o.name_key = text_key(c.name) WHERE c.name_key IS NULL
UNION ALL
SELECT 'department', d.id, d.name, o.id, o.name
FROM departments d JOIN departments o ON o.name_key = text_key(d.name) WHERE d.name_key IS NULL
UNION ALL
SELECT 'user', u.id, u.email, o.id, o.email
FROM users u JOIN users o ON lower(o.email) = lower(email_form(u.email)) WHERE email_form(u.email) <> u.email
ORDER BY what, id;

-- name: doctor_migrations :many
-- As the owner: sqitch's registry. The application's role may not read it and prepares this
-- statement all the same, hence the query in a text; no registry, no rows.
SELECT unnest(xpath('//change/text()', query_to_xml(
    'SELECT change FROM sqitch.changes WHERE project = ''orderd''', false, false, '')))::text AS change
WHERE to_regclass('sqitch.changes') IS NOT NULL;

-- name: working_sessions :many
-- Of orderd's workers and orderd-relay's desks in this database, with the version that their names end
-- with. Everybody may see what others' sessions are called, not from where they are.
SELECT substring(application_name FROM '[0-9][0-9.]*$') AS version,
       coalesce(host(client_addr), CASE WHEN usename = current_user THEN 'the server''s own host' ELSE 'a host unknown' END) AS address,
       count(*)
FROM pg_stat_activity
WHERE datname = current_database() AND application_name ~ '^(orderd-|relay )'
GROUP BY 1, 2 ORDER BY 1, 2;
