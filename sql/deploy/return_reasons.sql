-- Deploy orderd:return_reasons to pg

BEGIN;
SET LOCAL search_path = orderd;

-- Anonymising a person clears what they wrote when they sent something back.
GRANT UPDATE (reason) ON returns TO orderd_app;

COMMIT;
