-- Users of an outside issuer: which account a first token reaches, as the workers' role.
BEGIN;
SELECT plan(23);
\ir support/shop.sql
\ir support/statements.sql

CREATE FUNCTION pg_temp.token(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT '{"outside_issuer": "https://x", "outside_subject": "s1", "token_id": "jti:1", "email_verified": true,
             "no_password": "$argon2id$none", "request_id": "test-outside"}'::jsonb || given;
$$;
UPDATE users SET is_active = false WHERE id = 102;
SET LOCAL SESSION AUTHORIZATION orderd_app;

SELECT results_eq(format('SELECT run ->> %L FROM pg_temp.run(%L, %L)', 'me_id', 'outside_principal', pg_temp.token('{}')),
                  'VALUES (NULL::text)', 'a subject that is not known is new, not dead');

-- A vouched address reaches a customer, once.
SELECT pg_temp.runs('outside_link', pg_temp.token('{"outside_email": "CARA@example.com"}'), 'outside_link links');
SELECT pg_temp.answers('outside_principal', pg_temp.token('{}'), '{"me_id": 101, "me_role": "customer"}', 'the customer who has the address');
SELECT is((SELECT password_hash FROM users WHERE id = 101), '$argon2id$none', 'whose password is gone');
SELECT pg_temp.runs('outside_link', pg_temp.token('{"outside_subject": "s2", "outside_email": "cara@example.com"}'),
                    'another subject with the same address');
SELECT is((SELECT user_id <> 101 FROM user_links WHERE subject = 's2'), true, 'gets an account of its own');
SELECT throws_ok(format('SELECT pg_temp.run(%L, %L)', 'outside_link', pg_temp.token('{}')), '23505', NULL,
                 'a subject is linked once');

-- Staff and above are never reached.
SELECT pg_temp.runs('outside_link', pg_temp.token(jsonb_build_object('outside_subject', name, 'outside_email', name || '@example.com')),
                    name || '''s address comes')
FROM unnest(ARRAY['stan', 'mona', 'anna']) AS name;
SELECT is_empty('SELECT FROM user_links WHERE user_id IN (103, 104, 105)', 'no such account is linked');
SELECT results_eq($$SELECT DISTINCT u.role::text, u.email LIKE 'outside-%@orderd.invalid' FROM user_links l JOIN users u ON u.id = l.user_id
                    WHERE l.subject IN ('stan', 'mona', 'anna')$$, $$VALUES ('customer', true)$$,
                  'who came is a customer with no address of theirs');

-- What nobody vouches for is nobody's.
SELECT pg_temp.runs('outside_link', pg_temp.token('{"outside_subject": "s3", "outside_email": "new@example.com", "email_verified": false}'),
                    'an address that nobody vouches for');
SELECT is((SELECT u.email LIKE 'outside-%@orderd.invalid' FROM user_links l JOIN users u ON u.id = l.user_id WHERE l.subject = 's3'),
          true, 'is not taken');
SELECT pg_temp.runs('outside_link', pg_temp.token('{"outside_subject": "s4", "outside_email": "new@example.com", "given_name": "Neo"}'),
                    'a vouched address that is free');
SELECT results_eq($$SELECT u.email, u.first_name, c.email FROM user_links l JOIN users u ON u.id = l.user_id
                    JOIN customers c ON c.id = u.customer_id WHERE l.subject = 's4'$$,
                  $$VALUES ('new@example.com', 'Neo', 'new@example.com')$$, 'is the new account''s');
SELECT pg_temp.runs('outside_link', pg_temp.token('{"outside_subject": "s5"}'), 'no address at all will do');

-- Closed accounts and denied tokens.
SELECT pg_temp.runs('outside_link', pg_temp.token('{"outside_subject": "s6", "outside_email": "otto@example.com"}'), 'a closed account');
SELECT is_empty(format('SELECT pg_temp.run(%L, %L)', 'outside_principal', pg_temp.token('{"outside_subject": "s6"}')), 'stays closed');
SELECT pg_temp.runs('token_deny', pg_temp.token('{"me_id": 101, "token_expires": 4000000000}'), 'token_deny');
SELECT pg_temp.runs('token_deny', pg_temp.token('{"me_id": 101, "token_expires": 4000000000}'), 'again is the same');
SELECT is_empty(format('SELECT pg_temp.run(%L, %L)', 'outside_principal', pg_temp.token('{}')), 'a denied token is dead');
SELECT is((SELECT count(*)::int FROM (SELECT pg_temp.run('outside_principal', pg_temp.token('{"token_id": "jti:2"}'))) x), 1,
          'another of the same user is not');

RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
