// The shapes that modules of the web UI share: `/** @import { Order } from 'types' */`. Those of the API are
// made of its document (`api`, by the lint), so that what changes there is found here.
// SPDX-License-Identifier: MIT
import type { components, paths } from 'api';
import type { Problem } from './html/lib/problem.js';

// ---------------------------------------------------------------- The API's things

export type Schemas = components['schemas'];
export type Account = Schemas['Account'];
export type Address = Schemas['Address'];
export type Customer = Schemas['Customer'];
export type Department = Schemas['Department'];
export type FeedEvent = Schemas['FeedEvent'];
export type Payment = Schemas['Payment'];
export type Product = Schemas['Product'];
export type User = Schemas['User'];
export type Webhook = Schemas['Webhook'];

/** What a name is made of: a user, a customer, the customer of an order. */
export type Person = {
  first_name?: string | null;
  last_name?: string | null;
  username?: string | null;
  email?: string | null;
  phone?: string | null;
};

/** The document leaves open what these parts of orders look like. */
export type Order = Schemas['Order'] & {
  customer: Person | null;
  shipments: Shipment[] | null;
  returns: Return[] | null;
};
export type OrderAction = Schemas['OrderAction'] & { becomes: Order['status'][] | null };
export type OrderLine = Schemas['OrderLine'];
export type Pieces = { order_line_id: number; quantity: number };
export type SlipOrder = Schemas['SlipOrder'] & { customer: Person | null; shipments: Shipment[] | null };
export type Shipment = { id: number; carrier: string | null; tracking_number: string | null; created_at: string; items: Pieces[] };
export type Return = Schemas['Return'] & { customer: Person | null; items: Pieces[] };

// ---------------------------------------------------------------- Asking the API

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
/** `/orders/${number}/history` is the document's `/orders/{id}/history`. */
type Same<Part, Known> = Part extends Known ? true : Known extends `{${string}}` ? true : false;
type Fits<Path, Known> = Path extends `${infer A}/${infer Rest}`
  ? Known extends `${infer B}/${infer KnownRest}`
    ? Same<A, B> extends true
      ? Fits<Rest, KnownRest>
      : false
    : false
  : Known extends `${string}/${string}`
    ? false
    : Same<Path, Known>;
type KnownPath<Path> = Path extends keyof paths ? Path : { [K in keyof paths]: Fits<Path, K> extends true ? K : never }[keyof paths];
type Operation<M extends Method, Path> = paths[KnownPath<Path>][M];
type Json<Holder> = Holder extends { content: { 'application/json': infer Body } } ? Body : null;
type Answers<Op> = Op extends { responses: infer R } ? { [S in keyof R]: S extends 200 | 201 | 202 | 204 ? Json<R[S]> : never }[keyof R] : never;

/** What a path of the API answers; of one that is put together elsewhere nothing is known. */
export type Answer<M extends Method, Path extends string> = string extends Path ? any : Whole<Answers<Operation<M, Path>>>;
/** What it is sent. */
export type Sent<M extends Method, Path extends string> = string extends Path
  ? unknown
  : Operation<M, Path> extends { requestBody?: infer Body }
    ? [NonNullable<Body>] extends [never]
      ? Record<string, never>
      : Json<NonNullable<Body>>
    : unknown;
/** A row of the list at a path. */
export type RowOf<Path extends string> = { id: number } & (string extends Path ? any : Answer<'get', Path> extends { data: (infer R)[] } ? R : never);
/** With the parts that the document leaves open. */
type Whole<T> = T extends Schemas['Order'] ? Order : T extends { data: Schemas['Order'][] } ? Omit<T, 'data'> & { data: Order[] } : T extends { data: Schemas['Return'][] } ? Omit<T, 'data'> & { data: Return[] } : T;

export type Reply<T> = { data: T; etag: string | null; status: number };
/** Empty values are left out. */
export type Query = Record<string, string | number | boolean | null | undefined>;
export type Headers = Record<string, string>;

/** What the API says of a failure, as it came; what did not come from it is made alike. */
export type Refusal = Partial<Omit<Schemas['Problem'], 'errors'>> & { errors?: (Omit<Flaw, 'pointer'> & { pointer?: string })[] };
/** A field that is wrong, or a line that is short. */
export type Flaw = Schemas['ProblemError'];

// ---------------------------------------------------------------- Pages

export type Role = User['role'];
export type Route = { path: string; area: string; role?: Role; keeps?: boolean; asks?: string[]; load: () => Promise<PageModule> };
export type PageModule = { open: (place: Visit) => Page };
/** What a page is opened with: the parameters of its path, and the query of the address. */
export type Visit = { params: Record<string, string>; query: URLSearchParams };
/** `requery`: another query of the same page; without it the page is opened anew. */
export type Page = { readonly title: string; view: () => unknown; requery?: (query: URLSearchParams) => unknown; close?: () => unknown };
/** Where the address leads; `scroll`: how far it was scrolled when it was left. */
export type Arrival = Visit & { route: Route | null; path: string; scroll: number };

// ---------------------------------------------------------------- Parts of pages

/** Something a page waits for, see lib/resource.js. */
export type Resource<T, A extends unknown[] = []> = {
  value: T | null;
  problem: Problem | null;
  busy: boolean;
  refresh: (...args: A) => Promise<void>;
  load: (...args: A) => Promise<void>;
  cancel: () => void;
};

/** What somebody typed into, ticked or chose, and the form they sent. */
export type Typed = Event & { target: HTMLInputElement };
export type Submitted = SubmitEvent & { target: HTMLFormElement };

/** What each row of a list has; the rest is in RowOf. */
export type Row = { id: number };

/** A column of components/table.js. On a card the `corner` stands beside the first column. */
export type Column<R = Row> = {
  key: string;
  label: string;
  cell(row: R): unknown;
  always?: boolean; // can't be taken away
  extra?: boolean; // shown only once chosen
  align?: 'end';
  sort?: string; // the API's word, as it is sorted first: "-total"
  csv?: string[]; // the columns of the list's export that say the same
  width?: number; // at least so many pixels
  grow?: number; // its share of what is left
  corner?: boolean;
  labelled?: boolean; // needs its label on a card
};

/** What components/filters.js filters by. */
export type Filter = {
  key: string; // the API's parameter
  label: string;
  kind: 'search' | 'text' | 'choice' | 'several' | 'range' | 'date' | 'money' | 'toggle';
  options?: Option[]; // of choice and several
  not?: boolean; // of several: also all but these, `status=!draft,!cancelled`
  keys?: [from: string, to: string] | [from: string]; // of range, money and date: the two parameters, or the first
};
export type Option = [value: string, label: string];

/** A field of components/form.js. */
export type FieldFact = {
  pointer: string; // where in the body: "/price", "/shipping_address/city"
  label: string;
  kind: 'text' | 'textarea' | 'number' | 'money' | 'choice' | 'toggle' | 'date' | 'datetime-local' | 'lookup' | 'email' | 'password';
  required?: boolean;
  hint?: string;
  options?: Option[]; // of a choice
  places?: number; // digits of a fraction that a number may have; money has two
  maxlength?: number;
  autocomplete?: string;
  narrow?: boolean; // half the width
  beside?: boolean; // its control stands beside its label: a row of a grid
  most?: number; // of a number
  hidden?: () => boolean; // it is not asked for now, nor sent
  after?: () => unknown; // what is said below it
  whole?: boolean; // a choice's or lookup's value is a number
  find?: (text: string, signal: AbortSignal) => Promise<Found[]>; // of a lookup
  shown?: (data: any) => string; // of a lookup: what the loaded value is called
};
export type Found = { value: string; label: string; hint?: string };

/** Messages by JSON pointer. */
export type Errors = Map<string, string>;

/** A field of components/field.js. `control` draws its input, which has the pointer as its name. */
export type FieldFacts = Input & { id?: string; label: string; errors?: Errors; hint?: string; control?: Control };
export type Control = (parts: Input & { id: string; error?: string; described: string }) => unknown;
type Input = {
  pointer: string;
  type?: string;
  optional?: boolean;
  value?: string;
  input?: (event: Typed) => void;
  autocomplete?: string;
  inputmode?: string;
  maxlength?: number;
  spellcheck?: string;
  autocapitalize?: string;
  placeholder?: string;
  digits?: boolean; // a code without letters
};
