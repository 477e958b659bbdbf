-- Verify orderd:email_domains on pg
BEGIN;
SELECT 1 / (orderd.email_form('a@xn--mller-kva.example') = U&'a@m\00FCller.example')::int;
ROLLBACK;
