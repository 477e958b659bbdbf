-- Deploy orderd:people to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TABLE departments (
    id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name               text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    approval_threshold numeric(12,2) CHECK (approval_threshold >= 0),
    monthly_budget     numeric(12,2) CHECK (monthly_budget >= 0),
    version            integer NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX departments_name_key ON departments (lower(name));
COMMENT ON TABLE departments IS 'A part of the company that orders.';
COMMENT ON COLUMN departments.id IS 'Identity.';
COMMENT ON COLUMN departments.name IS 'Unique, ignoring case.';
COMMENT ON COLUMN departments.approval_threshold IS 'A staff order with a higher total waits for approval; null: none does.';
COMMENT ON COLUMN departments.monthly_budget IS 'What staff may order in a month without approval; null: no limit.';
COMMENT ON COLUMN departments.version IS 'Counts edits; the ETag.';
COMMENT ON COLUMN departments.created_at IS 'When it was made.';
COMMENT ON COLUMN departments.updated_at IS 'Last edit.';

CREATE TABLE department_months (
    department_id bigint NOT NULL REFERENCES departments,
    month         date NOT NULL CHECK (extract(day FROM month) = 1),
    spent         numeric(14,2) NOT NULL DEFAULT 0 CHECK (spent >= 0),
    PRIMARY KEY (department_id, month)
);
COMMENT ON TABLE department_months IS 'What a department has ordered in a month of the business time zone.';
COMMENT ON COLUMN department_months.department_id IS 'The department.';
COMMENT ON COLUMN department_months.month IS 'First day of the month.';
COMMENT ON COLUMN department_months.spent IS 'Sum of the totals of the orders that hold budget in this month.';

CREATE TABLE customers (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    first_name text CHECK (length(first_name) <= 100),
    last_name  text CHECK (length(last_name) <= 100),
    email      text CHECK (length(email) <= 254),
    phone      text CHECK (length(phone) <= 50),
    address    jsonb,
    version    integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX customers_search ON customers USING gin
    ((coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(email, '')) gin_trgm_ops);
COMMENT ON TABLE customers IS 'The parties orders are for.';
COMMENT ON COLUMN customers.id IS 'Identity.';
COMMENT ON COLUMN customers.first_name IS 'Given name.';
COMMENT ON COLUMN customers.last_name IS 'Family name.';
COMMENT ON COLUMN customers.email IS 'Where to reach them; not unique, never used to link accounts.';
COMMENT ON COLUMN customers.phone IS 'As they write it.';
COMMENT ON COLUMN customers.address IS 'Address object or one string.';
COMMENT ON COLUMN customers.version IS 'Counts edits; the ETag.';
COMMENT ON COLUMN customers.created_at IS 'When it was made.';
COMMENT ON COLUMN customers.updated_at IS 'Last edit.';

CREATE TABLE users (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email         text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    username      text CHECK (length(username) BETWEEN 3 AND 50),
    first_name    text CHECK (length(first_name) <= 100),
    last_name     text CHECK (length(last_name) <= 100),
    password_hash text NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
    role          role NOT NULL DEFAULT 'customer',
    department_id bigint REFERENCES departments,
    customer_id   bigint NOT NULL UNIQUE REFERENCES customers,
    is_active     boolean NOT NULL DEFAULT true,
    failed_logins smallint NOT NULL DEFAULT 0,
    locked_until  timestamptz,
    version       integer NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_email_key ON users (lower(email));
CREATE UNIQUE INDEX users_username_key ON users (lower(username));
CREATE INDEX users_department ON users (department_id) WHERE department_id IS NOT NULL;
COMMENT ON TABLE users IS 'Those who sign in.';
COMMENT ON COLUMN users.id IS 'Identity.';
COMMENT ON COLUMN users.email IS 'Sign-in name, unique ignoring case.';
COMMENT ON COLUMN users.username IS 'Optional display name, unique ignoring case.';
COMMENT ON COLUMN users.first_name IS 'Given name.';
COMMENT ON COLUMN users.last_name IS 'Family name.';
COMMENT ON COLUMN users.password_hash IS 'Argon2id, encoded.';
COMMENT ON COLUMN users.role IS 'What they may do.';
COMMENT ON COLUMN users.department_id IS 'The department they order for.';
COMMENT ON COLUMN users.customer_id IS 'The customer that is themselves.';
COMMENT ON COLUMN users.is_active IS 'False: can''t sign in, sessions are dead.';
COMMENT ON COLUMN users.failed_logins IS 'Wrong passwords since the last right one or lock.';
COMMENT ON COLUMN users.locked_until IS 'No sign-in before this time.';
COMMENT ON COLUMN users.version IS 'Counts edits; the ETag.';
COMMENT ON COLUMN users.created_at IS 'When it was made.';
COMMENT ON COLUMN users.updated_at IS 'Last edit.';

GRANT INSERT, UPDATE, DELETE ON departments, customers TO orderd_app;
GRANT INSERT, UPDATE ON department_months, users TO orderd_app;

COMMIT;
