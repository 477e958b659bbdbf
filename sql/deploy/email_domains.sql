-- Deploy orderd:email_domains to pg

BEGIN;
SET LOCAL search_path = orderd;

-- RFC 3492, of one label without its "xn--".
CREATE FUNCTION punycode_decoded(label text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    basic text := coalesce(substring(label FROM '^(.*)-'), '');
    rest text := substring(label FROM '[^-]*$');
    codes integer[] := ARRAY(SELECT ascii(c) FROM regexp_split_to_table(nullif(basic, ''), '') WITH ORDINALITY AS t (c, n) ORDER BY n);
    n integer := 128;
    i integer := 0;
    bias integer := 72;
    before integer;
    weight integer;
    k integer;
    digit integer;
    least_digit integer;
    delta integer;
    many integer;
BEGIN
    WHILE rest <> '' LOOP
        before := i;
        weight := 1;
        k := 36;
        LOOP
            digit := strpos('abcdefghijklmnopqrstuvwxyz0123456789', left(rest, 1)) - 1;
            IF rest = '' OR digit < 0 THEN
                RETURN NULL; -- it is cut off, or none
            END IF;
            rest := substr(rest, 2);
            i := i + digit * weight;
            least_digit := greatest(1, least(26, k - bias));
            EXIT WHEN digit < least_digit;
            weight := weight * (36 - least_digit);
            k := k + 36;
        END LOOP;
        many := cardinality(codes) + 1;
        delta := (i - before) / CASE WHEN before = 0 THEN 700 ELSE 2 END;
        delta := delta + delta / many;
        bias := 0;
        WHILE delta > 455 LOOP
            delta := delta / 35;
            bias := bias + 36;
        END LOOP;
        bias := bias + 36 * delta / (delta + 38);
        n := n + i / many;
        IF n < 161 THEN
            RETURN NULL; -- no letter is there
        END IF;
        i := i % many;
        codes := codes[:i] || n || codes[i + 1:];
        i := i + 1;
    END LOOP;
    RETURN (SELECT string_agg(chr(code), '' ORDER BY at) FROM unnest(codes) WITH ORDINALITY AS c (code, at));
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN NULL;
END $$;
COMMENT ON FUNCTION punycode_decoded IS 'What a label of a domain stands for behind its "xn--"; null: nothing.';

CREATE FUNCTION email_form(email text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = orderd
RETURN CASE WHEN split_part(email, '@', 2) !~* '(^|\.)xn--' THEN email
            ELSE split_part(email, '@', 1) || '@' || (
                SELECT string_agg(CASE WHEN label ^@ 'xn--' THEN coalesce(punycode_decoded(substr(label, 5)), label) ELSE label END,
                                  '.' ORDER BY place)
                FROM regexp_split_to_table(lower(split_part(email, '@', 2)), '\.') WITH ORDINALITY AS l (label, place)) END;
COMMENT ON FUNCTION email_form IS 'An address with its domain in letters, as addresses come in since.';

-- Who has that address already, in letters, keeps it; the doctor names the other.
UPDATE users u SET email = email_form(u.email)
WHERE email_form(u.email) <> u.email
  AND NOT EXISTS (SELECT FROM users o WHERE o.id <> u.id AND lower(o.email) = lower(email_form(u.email)));
UPDATE customers SET email = email_form(email) WHERE email_form(email) <> email;

COMMIT;
