-- How things stand, for an admin; the metrics' statements say the rest.

-- name: system_chores :many
SELECT name, every_seconds, done_at, CASE WHEN due_at < 'infinity' THEN due_at END AS due_at, @chore_late AS late_seconds,
       failed_at, failure
FROM chores ORDER BY name;

-- name: system_findings :many
SELECT name, value, found_at FROM findings ORDER BY name;
