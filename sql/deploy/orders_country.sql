-- Deploy orderd:orders_country to pg

BEGIN;
SET LOCAL search_path = orderd;

-- Of few words, and those of one lie together: an order adds to the end of one of them.
CREATE INDEX orders_country ON orders (country_word(coalesce(shipping_address, billing_address) ->> 'country'));

-- A constant to the plan of one list, which then knows how many orders have these words and looks for
-- them once; lists are planned for each call, and no index has it, so that a release may change the words.
CREATE FUNCTION country_spellings(country text) RETURNS text[]
LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
    SELECT coalesce(array_agg(w.word), '{}') FROM country_words w
    WHERE w.country = (SELECT k.country FROM country_words k WHERE k.word = country_word(country_spellings.country));
END;
COMMENT ON FUNCTION country_spellings IS 'All words of the country that is called so.';

COMMIT;
