-- Advisory locks, each of a class, so that what is locked for one reason never waits for another. A
-- lock of two numbers has the class as its first; the locks of one number are all of a class of
-- their own, since PostgreSQL keeps the two kinds apart:
--
--   one number   a request with an idempotency key, by a hash of 64 bits
--   1, key       a product, before its row (product_key)
--   2, 0         the turn to import
--   3, 0         who may change who is an admin
--   4, 0         the turn to number events
--   5, 0         the turn to claim deliveries
--   6, 0         who may add a webhook
--   7, 0         the turn to make sums
--
-- What has the same key only waits: several locks of a class are taken in the order of their keys,
-- which need not be that of what they stand for.

-- fragment: product_key
(id & 2147483647)::integer

-- PostgreSQL has room for 64 locks a connection, all together: some orders of a thousand lines would
-- take it from everybody. So who has more products does without the queue, as row locks do.
-- fragment: locks_most
100

-- fragment: lock_product
pg_advisory_xact_lock(1, key)

-- fragment: lock_import_turn
pg_advisory_lock(2, 0)

-- fragment: unlock_import_turn
pg_advisory_unlock(2, 0)

-- fragment: try_import_turn
pg_try_advisory_xact_lock(2, 0)

-- fragment: lock_admins
pg_advisory_xact_lock(3, 0)

-- fragment: lock_feed
pg_advisory_xact_lock(4, 0)

-- fragment: lock_claims
pg_advisory_xact_lock(5, 0)

-- fragment: lock_webhooks
pg_advisory_xact_lock(6, 0)

-- fragment: lock_sums
pg_advisory_xact_lock(7, 0)

-- fragment: try_idempotency_key
pg_try_advisory_xact_lock(hashtextextended(:principal || ' ' || :route || ' ' || :idempotency_key, 0))
