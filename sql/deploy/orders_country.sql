-- Deploy orderd:orders_country to pg

BEGIN;
SET LOCAL search_path = orderd;

-- Of few words, and those of one lie together: an order adds to the end of one of them.
CREATE INDEX orders_country ON orders (country_word(coalesce(shipping_address, billing_address) ->> 'country'));

-- Stable, so that the planner knows the words, and how many orders have them, when it plans for one country.
CREATE FUNCTION country_spellings(country text) RETURNS text[]
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce(array_agg(w.word), '{}') FROM country_words w
    WHERE w.country = (SELECT k.country FROM country_words k WHERE k.word = country_word(country_spellings.country));
END;
COMMENT ON FUNCTION country_spellings IS 'All words of the country that is called so.';

COMMIT;
