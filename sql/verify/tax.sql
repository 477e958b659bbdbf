-- Verify orderd:tax on pg
BEGIN;
SELECT id, country, region, class, name, rate, valid_from, valid_to, days, created_at FROM orderd.tax_rates WHERE false;
SELECT 1 / (count(*) > 600)::integer FROM orderd.country_words JOIN orderd.countries ON code = country;
SELECT tax_class FROM orderd.products WHERE false;
SELECT vat_id, vat_id_confirmed_at, tax_exemption, tax_note FROM orderd.customers WHERE false;
SELECT prices_include_tax, home_country, shipping_tax, tax_elsewhere FROM orderd.shop WHERE false;
ROLLBACK;
