-- Deploy orderd:mail to pg

BEGIN;
SET LOCAL search_path = orderd;

-- Languages as a browser asks for them, the best first; which of them there are templates of is known
-- when a mail is made. Of orders without a CHECK, which would be compiled for every order.
ALTER TABLE orders
    ADD languages varchar(15);
GRANT UPDATE (languages) ON orders TO orderd_app;
COMMENT ON COLUMN orders.languages IS 'What the buyer reads, the best first, as it was when it was placed; null: not known.';
ALTER TABLE users
    ADD languages text CHECK (languages ~ '^[a-z]{2,3}( [a-z]{2,3}){0,3}$'),
    ADD awaits_confirmation boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN users.languages IS 'What they read, the best first; null: not known.';
COMMENT ON COLUMN users.awaits_confirmation IS 'Registered while the shop wanted addresses confirmed, and has not done so: can''t sign in yet.';

CREATE TABLE email_changes (
    user_id    bigint PRIMARY KEY REFERENCES users,
    email      text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    asked_at   timestamptz NOT NULL DEFAULT now(),
    token_hash bytea UNIQUE CHECK (length(token_hash) = 32),
    expires_at timestamptz
);
COMMENT ON TABLE email_changes IS 'Addresses that are to become an account''s once they are confirmed: a new one, or that of who has just registered.';
COMMENT ON COLUMN email_changes.user_id IS 'Whose; a later wish takes the place of one before.';
COMMENT ON COLUMN email_changes.email IS 'The address.';
COMMENT ON COLUMN email_changes.asked_at IS 'When it was asked for.';
COMMENT ON COLUMN email_changes.token_hash IS 'BLAKE2b-256 of the token in the link; null until the mail is made.';
COMMENT ON COLUMN email_changes.expires_at IS 'Until when the link is good.';
CREATE INDEX email_changes_asked ON email_changes (asked_at);
GRANT INSERT, UPDATE, DELETE ON email_changes TO orderd_app;

CREATE TYPE mail_audience AS ENUM ('customer', 'user', 'managers');
COMMENT ON TYPE mail_audience IS
    'Whom a kind of mail is for: who an order is for (else who placed it), the user that the event names, or all managers and admins.';
CREATE TYPE mail_about AS ENUM ('order', 'return', 'refund', 'account', 'reset', 'confirmation', 'webhook', 'stock', 'approvals');
COMMENT ON TYPE mail_about IS 'What a mail is made from.';
CREATE TYPE mail_state AS ENUM ('waiting', 'sending', 'sent', 'dead');
COMMENT ON TYPE mail_state IS 'Where a mail is on its way; sent and dead are ends.';

CREATE TABLE mail_kinds (
    event    text NOT NULL,
    kind     text NOT NULL CHECK (kind ~ '^[a-z_]+$'),
    about    mail_about NOT NULL,
    audience mail_audience NOT NULL,
    good_for interval NOT NULL,
    PRIMARY KEY (event, kind)
);
COMMENT ON TABLE mail_kinds IS 'Which event makes which mail.';
COMMENT ON COLUMN mail_kinds.event IS 'Event of the outbox, or a day''s: stock.low, approvals.waiting.';
COMMENT ON COLUMN mail_kinds.kind IS 'Its templates.';
COMMENT ON COLUMN mail_kinds.about IS 'What it is made from.';
COMMENT ON COLUMN mail_kinds.audience IS 'Whom it is for.';
COMMENT ON COLUMN mail_kinds.good_for IS 'How long after the event it may still be sent; a link in it ends then, too.';
INSERT INTO mail_kinds (event, kind, about, audience, good_for) VALUES
    ('approvals.waiting',       'approvals_waiting', 'approvals',    'managers', '20 hours'),
    ('order.approved',          'order_approved',    'order',        'customer', '3 days'),
    ('order.cancelled',         'order_cancelled',   'order',        'customer', '3 days'),
    ('order.confirmed',         'order_approved',    'order',        'customer', '3 days'),
    ('order.created',           'order_received',    'order',        'customer', '3 days'),
    ('order.delivered',         'order_delivered',   'order',        'customer', '3 days'),
    ('order.partially_shipped', 'order_shipped',     'order',        'customer', '3 days'),
    ('order.rejected',          'order_rejected',    'order',        'customer', '3 days'),
    ('order.shipped',           'order_shipped',     'order',        'customer', '3 days'),
    ('payment.refunded',        'order_refunded',    'refund',       'customer', '3 days'),
    ('return.created',          'return_received',   'return',       'customer', '3 days'),
    ('return.rejected',         'return_rejected',   'return',       'customer', '3 days'),
    ('return.requested',        'return_requested',  'return',       'customer', '3 days'),
    ('stock.low',               'low_stock',         'stock',        'managers', '20 hours'),
    ('user.confirmation_asked', 'address_confirm',   'confirmation', 'user',     '1 day'),
    ('user.email_asked',        'address_change',    'account',      'user',     '1 day'),
    ('user.email_asked',        'address_confirm',   'confirmation', 'user',     '1 day'),
    ('user.locked',             'account_locked',    'account',      'user',     '1 hour'),
    ('user.password_changed',   'account_changed',   'account',      'user',     '1 day'),
    ('user.password_forgotten', 'password_reset',    'reset',        'user',     '30 minutes'),
    ('user.recovery_code_used', 'account_changed',   'account',      'user',     '1 day'),
    ('user.totp_disabled',      'account_changed',   'account',      'user',     '1 day'),
    ('user.totp_enabled',       'account_changed',   'account',      'user',     '1 day'),
    ('webhook.disabled',        'webhook_disabled',  'webhook',      'user',     '3 days');
GRANT SELECT ON mail_kinds TO orderd_app;

-- One end of a mail's row after the other, so no foreign key to what may go before it.
CREATE TABLE mails (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event       text NOT NULL,
    kind        text NOT NULL,
    number      bigint,
    day         date,
    subject_id  bigint,
    order_id    bigint,
    user_id     bigint,
    customer_id bigint,
    languages   text,
    message_key uuid NOT NULL DEFAULT gen_random_uuid(),
    happened_at timestamptz NOT NULL,
    last_moment timestamptz NOT NULL,
    state       mail_state NOT NULL DEFAULT 'waiting',
    attempts    smallint NOT NULL DEFAULT 0,
    unknowns    smallint NOT NULL DEFAULT 0,
    due_at      timestamptz NOT NULL DEFAULT now(),
    claim       uuid,
    reason      text CHECK (length(reason) <= 300),
    settled_at  timestamptz,
    FOREIGN KEY (event, kind) REFERENCES mail_kinds (event, kind),
    CONSTRAINT mails_once UNIQUE NULLS NOT DISTINCT (kind, number, day, user_id, customer_id),
    CONSTRAINT mails_event_or_day CHECK (num_nonnulls(number, day) = 1),
    CONSTRAINT mails_for_one CHECK (num_nonnulls(user_id, customer_id) = 1),
    CONSTRAINT mails_claimed CHECK ((claim IS NOT NULL) = (state = 'sending')),
    CONSTRAINT mails_settled CHECK ((settled_at IS NOT NULL) = (state IN ('sent', 'dead')))
);
CREATE INDEX mails_due ON mails (due_at) WHERE settled_at IS NULL;
CREATE INDEX mails_settled_at ON mails (settled_at) WHERE settled_at IS NOT NULL;
COMMENT ON TABLE mails IS 'Mails to be sent, and what came of them: ids, never an address or a name, which are read when a mail is made.';
COMMENT ON COLUMN mails.id IS 'Identity.';
COMMENT ON COLUMN mails.event IS 'What happened.';
COMMENT ON COLUMN mails.kind IS 'Its templates.';
COMMENT ON COLUMN mails.number IS 'Number of the event; null: a day''s mail.';
COMMENT ON COLUMN mails.day IS 'The business day of a day''s mail; null: an event''s.';
COMMENT ON COLUMN mails.subject_id IS 'Id of the event''s noun.';
COMMENT ON COLUMN mails.order_id IS 'The order that it is about; null: none.';
COMMENT ON COLUMN mails.user_id IS 'The user that it is for; null: a customer.';
COMMENT ON COLUMN mails.customer_id IS 'The customer that it is for; null: a user.';
COMMENT ON COLUMN mails.languages IS 'What they read, the best first; null: not known.';
COMMENT ON COLUMN mails.message_key IS 'Of the Message-ID, the same at every attempt.';
COMMENT ON COLUMN mails.happened_at IS 'When that happened.';
COMMENT ON COLUMN mails.last_moment IS 'It is not sent after this.';
COMMENT ON COLUMN mails.state IS 'Where it is on its way.';
COMMENT ON COLUMN mails.attempts IS 'How often it was tried.';
COMMENT ON COLUMN mails.unknowns IS 'How often it was given to the server, or to a relay that died, and nobody knows whether it went; twice is enough.';
COMMENT ON COLUMN mails.due_at IS 'Not before this; while it is sent, when its relay is taken for dead.';
COMMENT ON COLUMN mails.claim IS 'Of who sends it: nobody else says what came of it.';
COMMENT ON COLUMN mails.reason IS 'Why it was not sent, last; codes alone, since words may name the recipient.';
COMMENT ON COLUMN mails.settled_at IS 'When it was sent, or given up.';
GRANT INSERT, DELETE, UPDATE (state, attempts, unknowns, due_at, claim, reason, settled_at, last_moment) ON mails TO orderd_app;

CREATE TABLE mail_refusals (
    address    text PRIMARY KEY CHECK (address = lower(address)),
    reason     text NOT NULL,
    refused_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX mail_refusals_refused ON mail_refusals (refused_at);
COMMENT ON TABLE mail_refusals IS 'Addresses that a server has refused for good: for a week nothing is sent to them.';
COMMENT ON COLUMN mail_refusals.address IS 'The address, in lower case.';
COMMENT ON COLUMN mail_refusals.reason IS 'What the server said, in codes.';
COMMENT ON COLUMN mail_refusals.refused_at IS 'When.';
GRANT INSERT, UPDATE, DELETE ON mail_refusals TO orderd_app;

CREATE TABLE mail_channel (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    stopped    text,
    stopped_at timestamptz,
    probe_at   timestamptz,
    CONSTRAINT mail_channel_stopped CHECK (num_nonnulls(stopped, stopped_at, probe_at) IN (0, 3))
);
COMMENT ON TABLE mail_channel IS 'Whether mails can leave at all; one row.';
COMMENT ON COLUMN mail_channel.one IS 'There is one row.';
COMMENT ON COLUMN mail_channel.stopped IS 'Why none leaves: who we are, our sender or TLS was refused; null: they do.';
COMMENT ON COLUMN mail_channel.stopped_at IS 'Since when.';
COMMENT ON COLUMN mail_channel.probe_at IS 'When one mail is tried again.';
INSERT INTO mail_channel DEFAULT VALUES;
GRANT UPDATE ON mail_channel TO orderd_app;

INSERT INTO settings (key, value, kind, description) VALUES
    ('confirm_email', 'false', 'bool', 'Whether who registers confirms the address before signing in.'),
    ('language',      'en',    'text', 'Language of mails to those of whom no other is known.');
ALTER TABLE settings ADD CONSTRAINT settings_language_form CHECK (key <> 'language' OR value ~ '^[a-z]{2,3}$');
CREATE OR REPLACE VIEW shop AS
SELECT max(value) FILTER (WHERE key = 'access_token_seconds')::integer  AS access_token_seconds,
       max(value) FILTER (WHERE key = 'currency')                       AS currency,
       max(value) FILTER (WHERE key = 'free_shipping_from')::numeric    AS free_shipping_from,
       max(value) FILTER (WHERE key = 'refresh_token_seconds')::integer AS refresh_token_seconds,
       max(value) FILTER (WHERE key = 'registration_open')::boolean     AS registration_open,
       max(value) FILTER (WHERE key = 'shipping_cost')::numeric         AS shipping_cost,
       max(value) FILTER (WHERE key = 'tax_rate')::numeric              AS tax_rate,
       max(value) FILTER (WHERE key = 'time_zone')                      AS time_zone,
       max(value) FILTER (WHERE key = 'unpaid_order_seconds')::integer  AS unpaid_order_seconds,
       max(value) FILTER (WHERE key = 'session_seconds')::integer       AS session_seconds,
       max(value) FILTER (WHERE key = 'second_factor')                  AS second_factor,
       max(value) FILTER (WHERE key = 'outbox_seconds')::integer        AS outbox_seconds,
       max(value) FILTER (WHERE key = 'confirm_email')::boolean         AS confirm_email,
       max(value) FILTER (WHERE key = 'language')                       AS language
FROM settings;
COMMENT ON COLUMN shop.confirm_email IS 'See settings.';
COMMENT ON COLUMN shop.language IS 'See settings.';

COMMIT;
