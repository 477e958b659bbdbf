-- The cluster's part of an installation: run once, by a superuser, before sqitch deploy.
-- Harmless when the roles and the database exist. Passwords, or none (peer), are the
-- operator's to choose. NEW_DATABASE in the environment is another company's.
\set database orderd
\getenv database NEW_DATABASE
\set owner :database _owner
\set app :database _app

SELECT format('CREATE ROLE %I LOGIN', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'owner') \gexec
SELECT format('CREATE ROLE %I LOGIN', :'app')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'app') \gexec
SELECT format($$CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING 'UTF8'$$, :'database', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

COMMENT ON ROLE :"owner" IS 'Owns the schema of orderd and migrates it.';
COMMENT ON ROLE :"app" IS 'What the workers of orderd may do, and no more.';

-- Nobody else connects.
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"app";

-- Passwords, where the environment has them.
\getenv owner_password NEW_OWNER_PASSWORD
\getenv app_password NEW_APP_PASSWORD
\if :{?app_password}
SET log_statement = 'none';
ALTER ROLE :"owner" PASSWORD :'owner_password';
ALTER ROLE :"app" PASSWORD :'app_password';
\endif
