-- Deploy orderd:order_statuses to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE TABLE order_statuses (
    status      order_status PRIMARY KEY,
    holds_stock boolean NOT NULL,
    sold        boolean NOT NULL,
    payable     boolean NOT NULL,
    has_left    boolean NOT NULL,
    ended       boolean NOT NULL,
    called_off  boolean NOT NULL
);
COMMENT ON TABLE order_statuses IS 'What a status means; the one place where it stands, as order_transitions is for the moves.';
COMMENT ON COLUMN order_statuses.status IS 'The status.';
COMMENT ON COLUMN order_statuses.holds_stock IS 'What has still to leave is reserved.';
COMMENT ON COLUMN order_statuses.sold IS 'Counts as sold in reports.';
COMMENT ON COLUMN order_statuses.payable IS 'Payments can be made for it.';
COMMENT ON COLUMN order_statuses.has_left IS 'Some of it has left: there may be shipments and returns.';
COMMENT ON COLUMN order_statuses.ended IS 'Nothing more is to be done for it.';
COMMENT ON COLUMN order_statuses.called_off IS 'Nothing of it is delivered: what was paid goes back, and the budget that it held.';

INSERT INTO order_statuses (status, holds_stock, sold, payable, has_left, ended, called_off) VALUES
    ('draft',             false, false, false, false, false, false),
    ('pending_approval',  true,  false, true,  false, false, false),
    ('pending',           true,  true,  true,  false, false, false),
    ('confirmed',         true,  true,  true,  false, false, false),
    ('processing',        true,  true,  true,  false, false, false),
    ('partially_shipped', true,  true,  true,  true,  false, false),
    ('shipped',           false, true,  true,  true,  false, false),
    ('delivered',         false, true,  true,  true,  true,  false),
    ('returned',          false, true,  true,  true,  true,  false),
    ('rejected',          false, false, false, false, true,  true),
    ('cancelled',         false, false, false, false, true,  true);

GRANT SELECT ON order_statuses TO orderd_app;

COMMIT;
