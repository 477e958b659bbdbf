-- Revert orderd:email_domains from pg

BEGIN;
SET LOCAL search_path = orderd;
DROP FUNCTION email_form(text);
DROP FUNCTION punycode_decoded(text);
COMMIT;
