-- How people want to see lists.

-- Their own, and what others share of lists that they may open.
-- fragment: view_columns
SELECT v.id, v.list, v.name, v.filters, v.sort, v.columns, v.is_shared, v.user_id,
       coalesce(nullif(concat_ws(' ', u.first_name, u.last_name), ''), u.username) AS owner,
       v.user_id = :me_id::bigint AS is_mine, v.version, v.created_at, v.updated_at
FROM views v
JOIN users u ON u.id = v.user_id
JOIN view_lists l ON l.list = v.list AND :me_role::role >= l.least_role
WHERE (v.user_id = :me_id OR v.is_shared)

-- name: views_list :many
@view_columns AND (:list::text IS NULL OR v.list = :list)
ORDER BY v.list, v.user_id <> :me_id, lower(v.name), v.id;

-- name: view_get :one
@view_columns AND v.id = :id::bigint;

-- name: view_new :one
SELECT nextval('views_id_seq') AS new_id, :me_role::role >= l.least_role AS permitted FROM view_lists l WHERE l.list = :list;

-- name: views_bound :exec
SELECT refuse_unless(count(*) < 100, 'too_many_views') FROM views WHERE user_id = :me_id::bigint;

-- name: view_create :exec
INSERT INTO views (id, user_id, list, name, filters, sort, columns, is_shared)
VALUES (:id::bigint, :me_id::bigint, :list, :name, :filters, :sort, :columns::jsonb, :is_shared::boolean);

-- name: view_update :exec
WITH updated AS (
    UPDATE views v SET
        name       = coalesce(:name, v.name),
        filters    = coalesce(:filters, v.filters),
        sort       = CASE WHEN :has_sort::boolean THEN :sort ELSE v.sort END,
        columns    = coalesce(:columns::jsonb, v.columns),
        is_shared  = coalesce(:is_shared::boolean, v.is_shared),
        version    = v.version + 1,
        updated_at = now()
    WHERE v.id = :id::bigint AND v.version = :version::integer
    RETURNING v.id
)
SELECT refuse_unless(count(*) = 1, 'again') FROM updated;

-- name: view_delete :exec
WITH deleted AS (
    DELETE FROM views WHERE id = :id::bigint AND version = :version::integer RETURNING id
)
SELECT refuse_unless(count(*) = 1, 'again') FROM deleted;
