-- The cluster's part of an installation: run once, by a superuser, before sqitch deploy.
-- Harmless when the roles and the database exist. Passwords, or none (peer), are the
-- operator's to choose.
SELECT 'CREATE ROLE orderd_owner LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'orderd_owner') \gexec
SELECT 'CREATE ROLE orderd_app LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'orderd_app') \gexec
SELECT $$CREATE DATABASE orderd OWNER orderd_owner TEMPLATE template0 ENCODING 'UTF8'$$
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'orderd') \gexec

COMMENT ON ROLE orderd_owner IS 'Owns the schema of orderd and migrates it.';
COMMENT ON ROLE orderd_app IS 'What the workers of orderd may do, and no more.';

-- Nobody else connects.
REVOKE ALL ON DATABASE orderd FROM PUBLIC;
GRANT CONNECT ON DATABASE orderd TO orderd_app;

-- Passwords, where the environment has them.
\getenv owner_password NEW_OWNER_PASSWORD
\getenv app_password NEW_APP_PASSWORD
\if :{?app_password}
SET log_statement = 'none';
ALTER ROLE orderd_owner PASSWORD :'owner_password';
ALTER ROLE orderd_app PASSWORD :'app_password';
\endif
