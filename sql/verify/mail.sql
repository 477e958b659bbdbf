-- Verify orderd:mail on pg

SELECT languages FROM orderd.orders WHERE false;
SELECT languages, awaits_confirmation FROM orderd.users WHERE false;
SELECT user_id, email, asked_at, token_hash, expires_at FROM orderd.email_changes WHERE false;
SELECT event, kind, about, audience, good_for FROM orderd.mail_kinds WHERE false;
SELECT id, message_key, state, claim, due_at FROM orderd.mails WHERE false;
SELECT address, reason, refused_at FROM orderd.mail_refusals WHERE false;
SELECT stopped, stopped_at, probe_at FROM orderd.mail_channel WHERE false;
SELECT confirm_email, language FROM orderd.shop WHERE false;
