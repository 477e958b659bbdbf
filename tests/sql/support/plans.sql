-- How the lists of orders find their rows, filter by filter. \ir after statements.sql and
-- orders.sql: the answers are in pg_temp.plans.
CREATE TEMP TABLE asked (filter text, given jsonb);
INSERT INTO asked
SELECT who || coalesce(', ' || filter, ''), by || coalesce(given, '{}') || '{"page_rows": 21, "page_offset": 0}'
FROM (VALUES ('a manager', '{"me_id": 900002, "me_customer_id": 900002, "me_role": "manager"}'::jsonb),
             ('staff', '{"me_id": 900002, "me_customer_id": 900002, "me_role": "staff", "me_department_id": 900006}'),
             ('a customer', '{"me_id": 900002, "me_customer_id": 900002, "me_role": "customer"}')) AS roles (who, by)
CROSS JOIN (
    SELECT NULL AS filter, NULL::jsonb AS given
    UNION ALL SELECT 'mine', '{"scope": "me"}'
    UNION ALL SELECT 'status ' || status, jsonb_build_object('status', ARRAY[status]::text) FROM unnest(enum_range(NULL::order_status)) status
    UNION ALL SELECT 'payment ' || status, jsonb_build_object('payment_status', ARRAY[status]::text)
              FROM unnest(enum_range(NULL::payment_status)) status
    UNION ALL VALUES
        ('a day', jsonb '{"from": "2024-05-01", "to": "2024-05-02"}'),
        ('a year', '{"from": "2024-01-01", "to": "2025-01-01"}'),
        ('since', '{"from": "2025-12-01"}'),
        ('until', '{"to": "2023-02-01"}'),
        ('a number', '{"search": "ORD-20240501-0"}'),
        ('a name', '{"search": "load customer77"}'),
        ('no such name', '{"search": "nobody"}'),
        ('status in a month', '{"status": "{pending}", "from": "2024-05-01", "to": "2024-06-01"}'),
        ('a rare status and payment', '{"status": "{rejected}", "payment_status": "{failed}"}'),
        ('what is to be shipped', '{"status": "{confirmed,processing,partially_shipped}"}'),
        ('all but what has left', '{"status": "{draft,pending_approval,pending,confirmed,processing,rejected,cancelled}"}'),
        ('unpaid', '{"payment_status": "{pending,failed}"}'),
        ('a customer''s', '{"customer_id": 900077}'),
        ('a department''s', '{"department_id": 900006}'),
        ('with a product', '{"product_id": 900002}'),
        ('with a SKU', '{"sku": "LOAD"}'),
        ('changed of late', '{"changed_since": "2025-12-30T12:00:00Z"}'),
        ('changed since a day', '{"changed_since": "2025-12-30"}')) filters;

CREATE FUNCTION pg_temp.plan_of(wanted text, given jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    plan text := '';
BEGIN
    FOR line IN EXECUTE pg_temp.explained('COSTS', wanted, given) LOOP
        plan := plan || line || E'\n';
    END LOOP;
    RETURN plan;
END $$;

-- How many rows of tables are read to answer it, also those that turn out not to be wanted; and how
-- many of the statement's own are read again, or held against each other in vain.
CREATE FUNCTION pg_temp.rows_read(wanted text, given jsonb, OUT rows integer, OUT pairs integer) LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE pg_temp.explained('ANALYZE, TIMING OFF, FORMAT JSON', wanted, given) INTO plan;
    pairs := (SELECT coalesce(sum((coalesce((node -> 'Rows Removed by Join Filter')::numeric, 0) + coalesce((node -> 'Rows Removed by Filter')::numeric, 0)
                                   + (node -> 'Actual Rows')::numeric) * (node -> 'Actual Loops')::numeric), 0)
              FROM jsonb_path_query(plan::jsonb, 'strict $.** ? (exists (@."Rows Removed by Join Filter") || exists (@."CTE Name") && exists (@."Actual Rows"))') AS node);
    rows := (SELECT sum(((scan -> 'Actual Rows')::numeric + coalesce((scan -> 'Rows Removed by Filter')::numeric, 0))
                       * (scan -> 'Actual Loops')::numeric)
            FROM jsonb_path_query(plan::jsonb, 'strict $.** ? (exists (@."Relation Name") && @."Node Type" like_regex "Scan")') AS scan);
END $$;

-- As the workers plan: src/db/db.c, list_begin.
SET LOCAL random_page_cost = 1.1;
SET LOCAL jit = off;
SET LOCAL plan_cache_mode = force_custom_plan;
CREATE TEMP TABLE plans AS
SELECT list, filter, pg_temp.plan_of(list, given || coalesce(after, '{}')) AS plan
FROM asked, (
    VALUES ('orders_count', NULL::jsonb), ('orders_by_created', NULL), ('orders_by_created_desc', NULL), ('orders_by_total', NULL),
           ('orders_by_total_desc', NULL), ('orders_by_number', NULL), ('orders_by_number_desc', NULL),
           ('orders_by_created', '{"after_key": "2025-06-01", "after_id": 1}'),
           ('orders_by_created_desc', '{"after_key": "2023-06-01", "after_id": 1}'),
           ('orders_by_total', '{"after_key": "900", "after_id": 1}'),
           ('orders_by_total_desc', '{"after_key": "50", "after_id": 1}')) AS lists (list, after);
