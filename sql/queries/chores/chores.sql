-- Who does which chore next, and how it went.

-- fragment: chores_of_program
unnest(:chore_names::text[], :chore_paces::integer[]) AS mine (name, pace)

-- name: chores_know :exec
-- Those that are new, and paces that a version changed.
INSERT INTO chores (name, every_seconds)
SELECT name, pace FROM @chores_of_program
WHERE NOT EXISTS (SELECT FROM chores known WHERE known.name = mine.name AND known.every_seconds = mine.pace)
ON CONFLICT (name) DO UPDATE SET every_seconds = EXCLUDED.every_seconds;

-- name: chores_take :many
-- What is due, or due later than can be: the clock was set back. Nobody else takes it before it is
-- due again, however this ends. A copy of the shop asks no provider to move money.
UPDATE chores SET due_at = now() + make_interval(secs => every_seconds), begun_at = now()
WHERE name IN (
    SELECT name FROM chores
    WHERE name = ANY (:chore_names::text[]) AND due_at < 'infinity'
      AND (name <> 'settle' OR EXISTS (SELECT FROM feed WHERE silent IS NULL))
      AND (due_at <= now() OR due_at > now() + make_interval(secs => every_seconds))
    FOR UPDATE SKIP LOCKED)
RETURNING name;

-- name: chore_done :exec
UPDATE chores SET done_at = now() WHERE name = :chore_name;

-- name: chore_failed :exec
-- Tried again in a minute, or at its pace.
UPDATE chores SET failed_at = now(), failure = :failure,
       due_at = CASE WHEN due_at < 'infinity' THEN least(due_at, now() + interval '1 minute') ELSE due_at END
WHERE name = :chore_name;

-- name: chores_list :many
SELECT mine.name, mine.pace, c.done_at, c.due_at = 'infinity' AS held, c.failed_at, c.failure
FROM @chores_of_program LEFT JOIN chores c ON c.name = mine.name
ORDER BY mine.name;

-- name: chores_late :many
-- Those that should have been done three times since they last were, by what went wrong since. Of
-- none of them ever: none at all has run. One that was never done and has not failed is being done for
-- the first time.
SELECT mine.name, c.done_at, CASE WHEN c.failed_at > coalesce(c.done_at, '-infinity') THEN c.failure END AS failure
FROM @chores_of_program LEFT JOIN chores c ON c.name = mine.name
WHERE coalesce(c.due_at < 'infinity', true)
  AND coalesce(coalesce(c.done_at, CASE WHEN c.failed_at IS NULL THEN c.begun_at END)
               < now() - make_interval(secs => 3 * c.every_seconds + 60), true)
ORDER BY c.done_at NULLS FIRST, mine.name;
