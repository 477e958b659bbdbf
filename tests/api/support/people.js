// Users of every role, each new and in nobody else's way.
// SPDX-License-Identifier: MIT
import { randomUUID } from 'node:crypto';
import { assertStatus } from './check.js';
import { row, rows, value } from './database.js';
import { anyone, bearer, Client } from './http.js';

export const PASSWORD = 'SecurePass123';

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

/** A new user of this role, signed in. Only an admin makes roles, so the owner's hand does. */
export async function someone(role = 'customer', { department, ...fields } = {}) {
  const user = await registered(fields);
  await rows(
    'UPDATE users SET role = $2, department_id = $3 WHERE id = $1',
    user.id,
    role,
    department?.id ?? null,
  );
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
