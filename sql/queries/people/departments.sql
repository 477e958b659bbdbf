-- Departments: who orders within which limits.

-- fragment: department_columns
d.id, d.name, d.approval_threshold, d.monthly_budget,
coalesce((SELECT m.spent FROM department_months m, shop
          WHERE m.department_id = d.id AND m.month = date_trunc('month', now() AT TIME ZONE shop.time_zone)::date), 0.00)
    AS spent_this_month,
d.version, d.created_at, d.updated_at

-- name: departments_list :many
SELECT @department_columns FROM departments d ORDER BY d.name;

-- name: department_get :one
SELECT @department_columns FROM departments d WHERE d.id = :id::bigint;

-- name: department_new :one
SELECT nextval('departments_id_seq') AS new_id;

-- name: department_create :exec
WITH created AS (
    INSERT INTO departments (id, name, approval_threshold, monthly_budget) OVERRIDING SYSTEM VALUE
    VALUES (:id::bigint, :name, :approval_threshold::numeric, :monthly_budget::numeric)
    RETURNING id, name
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'department.created', :me_id::bigint, id, :remote_address::inet, jsonb_build_object('name', name), :request_id FROM created;

-- name: department_update :exec
WITH updated AS (
    UPDATE departments SET
        name               = coalesce(:name, name),
        approval_threshold = CASE WHEN :has_approval_threshold::boolean THEN :approval_threshold::numeric
                                  ELSE approval_threshold END,
        monthly_budget     = CASE WHEN :has_monthly_budget::boolean THEN :monthly_budget::numeric
                                  ELSE monthly_budget END,
        version            = version + 1,
        updated_at         = now()
    WHERE id = :id::bigint AND version = :version::integer
    RETURNING id, name, approval_threshold, monthly_budget
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM updated
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'department.changed', :me_id::bigint, updated.id, :remote_address::inet, to_jsonb(updated), :request_id
FROM checked LEFT JOIN updated ON true WHERE checked.ok;

-- name: department_delete :exec
WITH deleted AS (
    DELETE FROM departments d
    WHERE d.id = :id::bigint AND d.version = :version::integer
      AND refuse_unless(NOT EXISTS (SELECT FROM users WHERE department_id = d.id)
                        AND NOT EXISTS (SELECT FROM orders WHERE department_id = d.id), 'department_in_use')
    RETURNING d.id, d.name
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM deleted
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'department.deleted', :me_id::bigint, deleted.id, :remote_address::inet, jsonb_build_object('name', deleted.name), :request_id
FROM checked LEFT JOIN deleted ON true WHERE checked.ok;
