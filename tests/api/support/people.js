// Users of every role, each new and in nobody else's way.
// SPDX-License-Identifier: MIT
import { randomUUID } from 'node:crypto';
import { assertStatus } from './check.js';
import { row, rows, value } from './database.js';
import { anyone, bearer, Client } from './http.js';
import { issued } from './tokens.js';

export const PASSWORD = 'SecurePass123';
const PASSWORD_HASH = '$argon2id$v=19$m=65536,t=2,p=1$pDRIvbTBxUqv48yMpXh/3A$cuyJt6ewARU/5UflPglqAFEfY2mYiRqWUdZl6A5+/rM';

/** Something no other test has. */
export const unique = () => randomUUID().replaceAll('-', '').slice(0, 20);
export const someEmail = () => `${unique()}@example.com`;

/** Signed in: a client with its user, tokens and customer. */
class Person extends Client {
  constructor(signedIn, customerId, password) {
    super(bearer(signedIn.access_token));
    Object.assign(this, { ...signedIn, customerId, password });
    this.id = signedIn.user.id;
    this.email = signedIn.user.email;
  }
}

/** Registers an account; resolves to what the reply says of it, and the password. */
export async function registered(fields = {}) {
  const body = { email: someEmail(), password: PASSWORD, ...fields };
  const reply = assertStatus(await new Client().post('/auth/register', body), 201);
  return { ...reply.body.user, password: body.password };
}

/** Signs in, from an address of its own. */
export async function signIn(email, password = PASSWORD, headers = {}) {
  const reply = assertStatus(
    await new Client(headers).post('/auth/login', { email, password }),
    200,
  );
  const customer = await value('SELECT customer_id FROM users WHERE id = $1', reply.body.user.id);
  return new Person(reply.body, Number(customer), password);
}

/** As registering and signing in leave somebody, untold. Only an admin makes roles, so the owner's hand does. */
const settle = (role, department, { email = someEmail(), first_name = null, last_name = null, username = null }) =>
  row(
    `WITH customer AS (
       INSERT INTO customers (first_name, last_name, email) VALUES ($2, $3, $1) RETURNING id
     ), made AS (
       INSERT INTO users (email, first_name, last_name, username, password_hash, role, department_id, customer_id)
       SELECT $1, $2, $3, $4, $5, $6::role, $7::bigint, id FROM customer
       RETURNING id, email, role, department_id, customer_id
     ), session AS (
       INSERT INTO sessions (id, user_id, address, expires_at)
       SELECT gen_random_uuid(), id, '127.0.0.1', now() + interval '1 day' FROM made
       RETURNING id
     )
     SELECT made.*, session.id AS session FROM made, session`,
    email, first_name, last_name, username, PASSWORD_HASH, role, department?.id ?? null);

/**
 * A new user of this role, signed in, without a refresh token. The password is not hashed for it: that
 * costs more than most of what a test does with somebody.
 */
export async function someone(role = 'customer', { department, name, ...fields } = {}) {
  const [, first_name, last_name] = name?.match(/^(.*) (\S+)$/) ?? [];
  const made = await settle(role, department, { first_name, last_name, ...fields });
  const user = { ...made, id: Number(made.id), department_id: made.department_id && Number(made.department_id) };
  return new Person({ access_token: await issued(user.id, role, made.session), user }, Number(made.customer_id), PASSWORD);
}

/** The same by registering and signing in. */
export async function signedUp(role = 'customer', { department, ...fields } = {}) {
  const user = await registered(fields);
  await rows('UPDATE users SET role = $2, department_id = $3 WHERE id = $1', user.id, role, department?.id ?? null);
  return signIn(user.email, user.password);
}

/** A new department; `threshold` and `budget` may be null. */
export async function someDepartment({ threshold = null, budget = null } = {}) {
  const { id, name } = await row(
    `INSERT INTO departments (name, approval_threshold, monthly_budget) VALUES ($1, $2, $3)
     RETURNING id, name`,
    `Department ${unique()}`,
    threshold,
    budget,
  );
  return { id: Number(id), name };
}

/** One of each role, and nobody. */
export async function everyone() {
  const [customer, staff, manager, admin] = await Promise.all(
    ['customer', 'staff', 'manager', 'admin'].map((role) => someone(role)),
  );
  return { anyone, customer, staff, manager, admin };
}
