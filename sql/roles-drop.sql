-- What roles.sql made for the company of NEW_DATABASE goes, with all that it has: run by a superuser.
-- Harmless when it is gone. Nothing happens without the name.
\getenv database NEW_DATABASE
\set owner :database _owner
\set app :database _app

DROP DATABASE IF EXISTS :"database" WITH (FORCE);
DROP ROLE IF EXISTS :"owner", :"app";
