-- Deploy orderd:tax to pg

BEGIN;
SET LOCAL search_path = orderd;

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA orderd;

CREATE FUNCTION country_word(country text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN lower(translate(country, '. ,''’()-', ''));
COMMENT ON FUNCTION country_word IS 'How a country''s name is compared: U.S.A. is usa.';

CREATE TABLE countries (
    code  text COLLATE "C" PRIMARY KEY CHECK (code ~ '^[A-Z]{2}$'),
    name  text NOT NULL UNIQUE,
    words text NOT NULL
);
COMMENT ON TABLE countries IS 'Countries and the words that people have for them.';
COMMENT ON COLUMN countries.code IS 'ISO 3166-1, two letters.';
COMMENT ON COLUMN countries.name IS 'In English.';
COMMENT ON COLUMN countries.words IS 'Codes, names and usual short forms, as country_word has them, separated by blanks.';
INSERT INTO countries (code, name, words) VALUES
    ('AD', 'Andorra', 'ad and andorra principalityofandorra'),
    ('AE', 'United Arab Emirates', 'ae are emirates uae unitedarabemirates'),
    ('AF', 'Afghanistan', 'af afg afghanistan islamicrepublicofafghanistan'),
    ('AG', 'Antigua & Barbuda', 'ag antigua&barbuda antiguaandbarbuda atg'),
    ('AI', 'Anguilla', 'ai aia anguilla'),
    ('AL', 'Albania', 'al alb albania republicofalbania'),
    ('AM', 'Armenia', 'am arm armenia republicofarmenia'),
    ('AO', 'Angola', 'ago angola ao republicofangola'),
    ('AQ', 'Antarctica', 'antarctica aq ata'),
    ('AR', 'Argentina', 'ar arg argentina argentinerepublic'),
    ('AS', 'American Samoa', 'americansamoa as asm'),
    ('AT', 'Austria', 'at austria aut republicofaustria'),
    ('AU', 'Australia', 'au aus australia'),
    ('AW', 'Aruba', 'abw aruba aw'),
    ('AX', 'Åland Islands', 'ala alandislands ax ålandislands'),
    ('AZ', 'Azerbaijan', 'az aze azerbaijan republicofazerbaijan'),
    ('BA', 'Bosnia & Herzegovina', 'ba bih bosnia bosnia&herzegovina bosniaandherzegovina republicofbosniaandherzegovina'),
    ('BB', 'Barbados', 'barbados bb brb'),
    ('BD', 'Bangladesh', 'bangladesh bd bgd peoplesrepublicofbangladesh'),
    ('BE', 'Belgium', 'be bel belgium kingdomofbelgium'),
    ('BF', 'Burkina Faso', 'bf bfa burkinafaso'),
    ('BG', 'Bulgaria', 'bg bgr bulgaria republicofbulgaria'),
    ('BH', 'Bahrain', 'bahrain bh bhr kingdomofbahrain'),
    ('BI', 'Burundi', 'bdi bi burundi republicofburundi'),
    ('BJ', 'Benin', 'ben benin bj republicofbenin'),
    ('BL', 'St. Barthélemy', 'bl blm saintbarthelemy saintbarthélemy stbarthelemy stbarthélemy'),
    ('BM', 'Bermuda', 'bermuda bm bmu'),
    ('BN', 'Brunei', 'bn brn brunei bruneidarussalam'),
    ('BO', 'Bolivia', 'bo bol bolivia boliviaplurinationalstateof plurinationalstateofbolivia'),
    ('BQ', 'Caribbean Netherlands', 'bes bonairesinteustatiusandsaba bq caribbeannetherlands'),
    ('BR', 'Brazil', 'br bra brazil federativerepublicofbrazil'),
    ('BS', 'Bahamas', 'bahamas bhs bs commonwealthofthebahamas'),
    ('BT', 'Bhutan', 'bhutan bt btn kingdomofbhutan'),
    ('BV', 'Bouvet Island', 'bouvetisland bv bvt'),
    ('BW', 'Botswana', 'botswana bw bwa republicofbotswana'),
    ('BY', 'Belarus', 'belarus blr by republicofbelarus'),
    ('BZ', 'Belize', 'belize blz bz'),
    ('CA', 'Canada', 'ca can canada'),
    ('CC', 'Cocos (Keeling) Islands', 'cc cck cocoskeelingislands'),
    ('CD', 'Congo - Kinshasa', 'cd cod congokinshasa congothedemocraticrepublicofthe drc drcongo'),
    ('CF', 'Central African Republic', 'caf centralafricanrepublic cf'),
    ('CG', 'Congo - Brazzaville', 'cg cog congo congobrazzaville republicofthecongo'),
    ('CH', 'Switzerland', 'ch che swissconfederation switzerland'),
    ('CI', 'Côte d''Ivoire', 'ci civ cotedivoire côtedivoire ivorycoast republicofcotedivoire republicofcôtedivoire'),
    ('CK', 'Cook Islands', 'ck cok cookislands'),
    ('CL', 'Chile', 'chile chl cl republicofchile'),
    ('CM', 'Cameroon', 'cameroon cm cmr republicofcameroon'),
    ('CN', 'China', 'china chn cn peoplesrepublicofchina prc'),
    ('CO', 'Colombia', 'co col colombia republicofcolombia'),
    ('CR', 'Costa Rica', 'costarica cr cri republicofcostarica'),
    ('CU', 'Cuba', 'cu cub cuba republicofcuba'),
    ('CV', 'Cape Verde', 'caboverde capeverde cpv cv republicofcaboverde'),
    ('CW', 'Curaçao', 'curacao curaçao cuw cw'),
    ('CX', 'Christmas Island', 'christmasisland cx cxr'),
    ('CY', 'Cyprus', 'cy cyp cyprus republicofcyprus'),
    ('CZ', 'Czechia', 'cz cze czechia czechrepublic'),
    ('DE', 'Germany', 'de deu federalrepublicofgermany germany'),
    ('DJ', 'Djibouti', 'dj dji djibouti republicofdjibouti'),
    ('DK', 'Denmark', 'denmark dk dnk kingdomofdenmark'),
    ('DM', 'Dominica', 'commonwealthofdominica dm dma dominica'),
    ('DO', 'Dominican Republic', 'do dom dominicanrepublic'),
    ('DZ', 'Algeria', 'algeria dz dza peoplesdemocraticrepublicofalgeria'),
    ('EC', 'Ecuador', 'ec ecu ecuador republicofecuador'),
    ('EE', 'Estonia', 'ee est estonia republicofestonia'),
    ('EG', 'Egypt', 'arabrepublicofegypt eg egy egypt'),
    ('EH', 'Western Sahara', 'eh esh westernsahara'),
    ('ER', 'Eritrea', 'er eri eritrea thestateoferitrea'),
    ('ES', 'Spain', 'es esp kingdomofspain spain'),
    ('ET', 'Ethiopia', 'et eth ethiopia federaldemocraticrepublicofethiopia'),
    ('FI', 'Finland', 'fi fin finland republicoffinland'),
    ('FJ', 'Fiji', 'fiji fj fji republicoffiji'),
    ('FK', 'Falkland Islands', 'falklandislands falklandislandsmalvinas fk flk'),
    ('FM', 'Micronesia', 'federatedstatesofmicronesia fm fsm micronesia micronesiafederatedstatesof'),
    ('FO', 'Faroe Islands', 'faroeislands fo fro'),
    ('FR', 'France', 'fr fra france frenchrepublic'),
    ('GA', 'Gabon', 'ga gab gabon gaboneserepublic'),
    ('GB', 'United Kingdom', 'britain england gb gbr greatbritain northernireland scotland uk unitedkingdom unitedkingdomofgreatbritainandnorthernireland wales'),
    ('GD', 'Grenada', 'gd grd grenada'),
    ('GE', 'Georgia', 'ge geo georgia'),
    ('GF', 'French Guiana', 'frenchguiana gf guf'),
    ('GG', 'Guernsey', 'gg ggy guernsey'),
    ('GH', 'Ghana', 'gh gha ghana republicofghana'),
    ('GI', 'Gibraltar', 'gi gib gibraltar'),
    ('GL', 'Greenland', 'gl greenland grl'),
    ('GM', 'Gambia', 'gambia gm gmb republicofthegambia'),
    ('GN', 'Guinea', 'gin gn guinea republicofguinea'),
    ('GP', 'Guadeloupe', 'glp gp guadeloupe'),
    ('GQ', 'Equatorial Guinea', 'equatorialguinea gnq gq republicofequatorialguinea'),
    ('GR', 'Greece', 'el gr grc greece hellenicrepublic'),
    ('GS', 'South Georgia & South Sandwich Islands', 'gs sgs southgeorgia&southsandwichislands southgeorgiaandsouthsandwichislands southgeorgiaandthesouthsandwichislands'),
    ('GT', 'Guatemala', 'gt gtm guatemala republicofguatemala'),
    ('GU', 'Guam', 'gu guam gum'),
    ('GW', 'Guinea-Bissau', 'gnb guineabissau gw republicofguineabissau'),
    ('GY', 'Guyana', 'guy guyana gy republicofguyana'),
    ('HK', 'Hong Kong SAR China', 'hk hkg hongkong hongkongsarchina hongkongspecialadministrativeregionofchina'),
    ('HM', 'Heard & McDonald Islands', 'heard&mcdonaldislands heardandmcdonaldislands heardislandandmcdonaldislands hm hmd'),
    ('HN', 'Honduras', 'hn hnd honduras republicofhonduras'),
    ('HR', 'Croatia', 'croatia hr hrv republicofcroatia'),
    ('HT', 'Haiti', 'haiti ht hti republicofhaiti'),
    ('HU', 'Hungary', 'hu hun hungary'),
    ('ID', 'Indonesia', 'id idn indonesia republicofindonesia'),
    ('IE', 'Ireland', 'ie ireland irl'),
    ('IL', 'Israel', 'il isr israel stateofisrael'),
    ('IM', 'Isle of Man', 'im imn isleofman'),
    ('IN', 'India', 'in ind india republicofindia'),
    ('IO', 'British Indian Ocean Territory', 'britishindianoceanterritory io iot'),
    ('IQ', 'Iraq', 'iq iraq irq republicofiraq'),
    ('IR', 'Iran', 'ir iran iranislamicrepublicof irn islamicrepublicofiran'),
    ('IS', 'Iceland', 'iceland is isl republicoficeland'),
    ('IT', 'Italy', 'it ita italianrepublic italy'),
    ('JE', 'Jersey', 'je jersey jey'),
    ('JM', 'Jamaica', 'jam jamaica jm'),
    ('JO', 'Jordan', 'hashemitekingdomofjordan jo jor jordan'),
    ('JP', 'Japan', 'japan jp jpn'),
    ('KE', 'Kenya', 'ke ken kenya republicofkenya'),
    ('KG', 'Kyrgyzstan', 'kg kgz kyrgyzrepublic kyrgyzstan'),
    ('KH', 'Cambodia', 'cambodia kh khm kingdomofcambodia'),
    ('KI', 'Kiribati', 'ki kir kiribati republicofkiribati'),
    ('KM', 'Comoros', 'com comoros km unionofthecomoros'),
    ('KN', 'St. Kitts & Nevis', 'kn kna saintkittsandnevis stkitts&nevis stkittsandnevis'),
    ('KP', 'North Korea', 'democraticpeoplesrepublicofkorea koreademocraticpeoplesrepublicof kp northkorea prk'),
    ('KR', 'South Korea', 'kor korea korearepublicof kr southkorea'),
    ('KW', 'Kuwait', 'kuwait kw kwt stateofkuwait'),
    ('KY', 'Cayman Islands', 'caymanislands cym ky'),
    ('KZ', 'Kazakhstan', 'kaz kazakhstan kz republicofkazakhstan'),
    ('LA', 'Laos', 'la lao laopeoplesdemocraticrepublic laos'),
    ('LB', 'Lebanon', 'lb lbn lebaneserepublic lebanon'),
    ('LC', 'St. Lucia', 'lc lca saintlucia stlucia'),
    ('LI', 'Liechtenstein', 'li lie liechtenstein principalityofliechtenstein'),
    ('LK', 'Sri Lanka', 'democraticsocialistrepublicofsrilanka lk lka srilanka'),
    ('LR', 'Liberia', 'lbr liberia lr republicofliberia'),
    ('LS', 'Lesotho', 'kingdomoflesotho lesotho ls lso'),
    ('LT', 'Lithuania', 'lithuania lt ltu republicoflithuania'),
    ('LU', 'Luxembourg', 'grandduchyofluxembourg lu lux luxembourg'),
    ('LV', 'Latvia', 'latvia lv lva republicoflatvia'),
    ('LY', 'Libya', 'lby libya ly'),
    ('MA', 'Morocco', 'kingdomofmorocco ma mar morocco'),
    ('MC', 'Monaco', 'mc mco monaco principalityofmonaco'),
    ('MD', 'Moldova', 'md mda moldova moldovarepublicof republicofmoldova'),
    ('ME', 'Montenegro', 'me mne montenegro'),
    ('MF', 'St. Martin', 'maf mf saintmartinfrenchpart stmartin'),
    ('MG', 'Madagascar', 'madagascar mdg mg republicofmadagascar'),
    ('MH', 'Marshall Islands', 'marshallislands mh mhl republicofthemarshallislands'),
    ('MK', 'North Macedonia', 'macedonia mk mkd northmacedonia republicofnorthmacedonia'),
    ('ML', 'Mali', 'mali ml mli republicofmali'),
    ('MM', 'Myanmar (Burma)', 'burma mm mmr myanmar myanmarburma republicofmyanmar'),
    ('MN', 'Mongolia', 'mn mng mongolia'),
    ('MO', 'Macao SAR China', 'mac macao macaosarchina macaospecialadministrativeregionofchina macau mo'),
    ('MP', 'Northern Mariana Islands', 'commonwealthofthenorthernmarianaislands mnp mp northernmarianaislands'),
    ('MQ', 'Martinique', 'martinique mq mtq'),
    ('MR', 'Mauritania', 'islamicrepublicofmauritania mauritania mr mrt'),
    ('MS', 'Montserrat', 'montserrat ms msr'),
    ('MT', 'Malta', 'malta mlt mt republicofmalta'),
    ('MU', 'Mauritius', 'mauritius mu mus republicofmauritius'),
    ('MV', 'Maldives', 'maldives mdv mv republicofmaldives'),
    ('MW', 'Malawi', 'malawi mw mwi republicofmalawi'),
    ('MX', 'Mexico', 'mex mexico mx unitedmexicanstates'),
    ('MY', 'Malaysia', 'malaysia my mys'),
    ('MZ', 'Mozambique', 'moz mozambique mz republicofmozambique'),
    ('NA', 'Namibia', 'na nam namibia republicofnamibia'),
    ('NC', 'New Caledonia', 'nc ncl newcaledonia'),
    ('NE', 'Niger', 'ne ner niger republicoftheniger'),
    ('NF', 'Norfolk Island', 'nf nfk norfolkisland'),
    ('NG', 'Nigeria', 'federalrepublicofnigeria ng nga nigeria'),
    ('NI', 'Nicaragua', 'ni nic nicaragua republicofnicaragua'),
    ('NL', 'Netherlands', 'holland kingdomofthenetherlands netherlands nl nld'),
    ('NO', 'Norway', 'kingdomofnorway no nor norway'),
    ('NP', 'Nepal', 'federaldemocraticrepublicofnepal nepal np npl'),
    ('NR', 'Nauru', 'nauru nr nru republicofnauru'),
    ('NU', 'Niue', 'niu niue nu'),
    ('NZ', 'New Zealand', 'newzealand nz nzl'),
    ('OM', 'Oman', 'om oman omn sultanateofoman'),
    ('PA', 'Panama', 'pa pan panama republicofpanama'),
    ('PE', 'Peru', 'pe per peru republicofperu'),
    ('PF', 'French Polynesia', 'frenchpolynesia pf pyf'),
    ('PG', 'Papua New Guinea', 'independentstateofpapuanewguinea papuanewguinea pg png'),
    ('PH', 'Philippines', 'ph philippines phl republicofthephilippines'),
    ('PK', 'Pakistan', 'islamicrepublicofpakistan pak pakistan pk'),
    ('PL', 'Poland', 'pl pol poland republicofpoland'),
    ('PM', 'St. Pierre & Miquelon', 'pm saintpierreandmiquelon spm stpierre&miquelon stpierreandmiquelon'),
    ('PN', 'Pitcairn Islands', 'pcn pitcairn pitcairnislands pn'),
    ('PR', 'Puerto Rico', 'pr pri puertorico'),
    ('PS', 'Palestinian Territories', 'palestine palestinestateof palestinianterritories ps pse thestateofpalestine'),
    ('PT', 'Portugal', 'portugal portugueserepublic prt pt'),
    ('PW', 'Palau', 'palau plw pw republicofpalau'),
    ('PY', 'Paraguay', 'paraguay pry py republicofparaguay'),
    ('QA', 'Qatar', 'qa qat qatar stateofqatar'),
    ('RE', 'Réunion', 're reu reunion réunion'),
    ('RO', 'Romania', 'ro romania rou'),
    ('RS', 'Serbia', 'republicofserbia rs serbia srb'),
    ('RU', 'Russia', 'ru rus russia russianfederation'),
    ('RW', 'Rwanda', 'rw rwa rwanda rwandeserepublic'),
    ('SA', 'Saudi Arabia', 'kingdomofsaudiarabia ksa sa sau saudiarabia'),
    ('SB', 'Solomon Islands', 'sb slb solomonislands'),
    ('SC', 'Seychelles', 'republicofseychelles sc seychelles syc'),
    ('SD', 'Sudan', 'republicofthesudan sd sdn sudan'),
    ('SE', 'Sweden', 'kingdomofsweden se swe sweden'),
    ('SG', 'Singapore', 'republicofsingapore sg sgp singapore'),
    ('SH', 'St. Helena', 'sainthelenaascensionandtristandacunha sh shn sthelena'),
    ('SI', 'Slovenia', 'republicofslovenia si slovenia svn'),
    ('SJ', 'Svalbard & Jan Mayen', 'sj sjm svalbard&janmayen svalbardandjanmayen'),
    ('SK', 'Slovakia', 'sk slovakia slovakrepublic svk'),
    ('SL', 'Sierra Leone', 'republicofsierraleone sierraleone sl sle'),
    ('SM', 'San Marino', 'republicofsanmarino sanmarino sm smr'),
    ('SN', 'Senegal', 'republicofsenegal sen senegal sn'),
    ('SO', 'Somalia', 'federalrepublicofsomalia so som somalia'),
    ('SR', 'Suriname', 'republicofsuriname sr sur suriname'),
    ('SS', 'South Sudan', 'republicofsouthsudan southsudan ss ssd'),
    ('ST', 'São Tomé & Príncipe', 'democraticrepublicofsaotomeandprincipe saotome&principe saotomeandprincipe st stp sãotomé&príncipe sãotoméandpríncipe'),
    ('SV', 'El Salvador', 'elsalvador republicofelsalvador slv sv'),
    ('SX', 'Sint Maarten', 'sintmaarten sintmaartendutchpart sx sxm'),
    ('SY', 'Syria', 'sy syr syria syrianarabrepublic'),
    ('SZ', 'Eswatini', 'eswatini kingdomofeswatini swaziland swz sz'),
    ('TC', 'Turks & Caicos Islands', 'tc tca turks&caicosislands turksandcaicosislands'),
    ('TD', 'Chad', 'chad republicofchad tcd td'),
    ('TF', 'French Southern Territories', 'atf frenchsouthernterritories tf'),
    ('TG', 'Togo', 'tg tgo togo togoleserepublic'),
    ('TH', 'Thailand', 'kingdomofthailand th tha thailand'),
    ('TJ', 'Tajikistan', 'republicoftajikistan tajikistan tj tjk'),
    ('TK', 'Tokelau', 'tk tkl tokelau'),
    ('TL', 'Timor-Leste', 'democraticrepublicoftimorleste easttimor timorleste tl tls'),
    ('TM', 'Turkmenistan', 'tkm tm turkmenistan'),
    ('TN', 'Tunisia', 'republicoftunisia tn tun tunisia'),
    ('TO', 'Tonga', 'kingdomoftonga to ton tonga'),
    ('TR', 'Türkiye', 'republicofturkiye republicoftürkiye tr tur turkey turkiye türkiye'),
    ('TT', 'Trinidad & Tobago', 'republicoftrinidadandtobago trinidad trinidad&tobago trinidadandtobago tt tto'),
    ('TV', 'Tuvalu', 'tuv tuvalu tv'),
    ('TW', 'Taiwan', 'taiwan taiwanprovinceofchina tw twn'),
    ('TZ', 'Tanzania', 'tanzania tanzaniaunitedrepublicof tz tza unitedrepublicoftanzania'),
    ('UA', 'Ukraine', 'ua ukr ukraine'),
    ('UG', 'Uganda', 'republicofuganda ug uga uganda'),
    ('UM', 'U.S. Outlying Islands', 'um umi unitedstatesminoroutlyingislands usoutlyingislands'),
    ('US', 'United States', 'america unitedstates unitedstatesofamerica us usa'),
    ('UY', 'Uruguay', 'easternrepublicofuruguay uruguay ury uy'),
    ('UZ', 'Uzbekistan', 'republicofuzbekistan uz uzb uzbekistan'),
    ('VA', 'Vatican City', 'holyseevaticancitystate va vat vatican vaticancity'),
    ('VC', 'St. Vincent & Grenadines', 'saintvincentandthegrenadines stvincent&grenadines stvincentandgrenadines vc vct'),
    ('VE', 'Venezuela', 'bolivarianrepublicofvenezuela ve ven venezuela venezuelabolivarianrepublicof'),
    ('VG', 'British Virgin Islands', 'britishvirginislands vg vgb virginislandsbritish'),
    ('VI', 'U.S. Virgin Islands', 'usvirginislands vi vir virginislandsoftheunitedstates virginislandsus'),
    ('VN', 'Vietnam', 'socialistrepublicofvietnam vietnam vn vnm'),
    ('VU', 'Vanuatu', 'republicofvanuatu vanuatu vu vut'),
    ('WF', 'Wallis & Futuna', 'wallis&futuna wallisandfutuna wf wlf'),
    ('WS', 'Samoa', 'independentstateofsamoa samoa ws wsm'),
    ('YE', 'Yemen', 'republicofyemen ye yem yemen'),
    ('YT', 'Mayotte', 'mayotte myt yt'),
    ('ZA', 'South Africa', 'republicofsouthafrica southafrica za zaf'),
    ('ZM', 'Zambia', 'republicofzambia zambia zm zmb'),
    ('ZW', 'Zimbabwe', 'republicofzimbabwe zimbabwe zw zwe');

CREATE TABLE country_words (
    word    text COLLATE "C" PRIMARY KEY,
    country text COLLATE "C" NOT NULL REFERENCES countries
);
COMMENT ON TABLE country_words IS 'The words of countries, one a row: what an address may call a country.';
COMMENT ON COLUMN country_words.word IS 'As country_word has it.';
COMMENT ON COLUMN country_words.country IS 'Which one it is.';
INSERT INTO country_words (word, country)
SELECT word, code FROM countries CROSS JOIN regexp_split_to_table(words, ' ') AS word;

CREATE TABLE tax_rates (
    id         bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    country    text COLLATE "C" NOT NULL REFERENCES countries,
    region     text CHECK (length(region) BETWEEN 1 AND 100),
    class      text COLLATE "C" NOT NULL CHECK (class ~ '^[a-z0-9_-]{1,50}$'),
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    rate       numeric(7,6) NOT NULL CHECK (rate >= 0),
    valid_from date NOT NULL,
    valid_to   date,
    days       daterange NOT NULL GENERATED ALWAYS AS (daterange(valid_from, valid_to, '[]')) STORED,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tax_rates_days CHECK (valid_to >= valid_from),
    CONSTRAINT tax_rates_apart EXCLUDE USING gist
        (country WITH =, (coalesce(lower(region), '')) WITH =, class WITH =, days WITH &&)
);
COMMENT ON TABLE tax_rates IS 'What is charged where. While it has rows they count, and not the setting tax_rate.';
COMMENT ON COLUMN tax_rates.id IS 'Identity.';
COMMENT ON COLUMN tax_rates.country IS 'Where.';
COMMENT ON COLUMN tax_rates.region IS 'In which part of it, as addresses have it in state; null: wherever no region has a rate of its own.';
COMMENT ON COLUMN tax_rates.class IS 'Of which products.';
COMMENT ON COLUMN tax_rates.name IS 'As it stands on invoices.';
COMMENT ON COLUMN tax_rates.rate IS 'Share of what is taxed.';
COMMENT ON COLUMN tax_rates.valid_from IS 'First business day.';
COMMENT ON COLUMN tax_rates.valid_to IS 'Last business day; null: no end.';
COMMENT ON COLUMN tax_rates.days IS 'The same as a range.';
COMMENT ON COLUMN tax_rates.created_at IS 'When it was made.';

CREATE DOMAIN tax_class AS text COLLATE "C";
COMMENT ON DOMAIN tax_class IS 'A word for products that are taxed alike.';
ALTER TABLE products ADD tax_class tax_class NOT NULL DEFAULT 'standard';
ALTER DOMAIN tax_class ADD CONSTRAINT tax_class_form CHECK (value ~ '^[a-z0-9_-]{1,50}$');
COMMENT ON COLUMN products.tax_class IS 'Which tax rates are its.';

CREATE TYPE tax_exemption AS ENUM ('none', 'exempt', 'reverse_charge');
COMMENT ON TYPE tax_exemption IS 'Why a customer is not charged tax; reverse_charge: outside home only.';
ALTER TABLE customers
    ADD vat_id text CHECK (length(vat_id) BETWEEN 1 AND 50),
    ADD vat_id_confirmed_at timestamptz,
    ADD tax_exemption tax_exemption NOT NULL DEFAULT 'none',
    ADD tax_note text CHECK (length(tax_note) BETWEEN 1 AND 200),
    ADD CONSTRAINT customers_vat_id_needed CHECK (tax_exemption <> 'reverse_charge' OR vat_id IS NOT NULL);
COMMENT ON COLUMN customers.vat_id IS 'VAT id, as a manager wrote it.';
COMMENT ON COLUMN customers.vat_id_confirmed_at IS 'When a manager did.';
COMMENT ON COLUMN customers.tax_exemption IS 'Whether they are charged tax.';
COMMENT ON COLUMN customers.tax_note IS 'Why they are not.';

ALTER TABLE settings
    ADD CONSTRAINT settings_shipping_tax_known CHECK (key <> 'shipping_tax' OR value IN ('none', 'goods')),
    ADD CONSTRAINT settings_tax_elsewhere_known CHECK (key <> 'tax_elsewhere' OR value IN ('untaxed', 'refused')),
    ADD CONSTRAINT settings_home_country_form CHECK (key <> 'home_country' OR value ~ '^[A-Z]{2}$');
INSERT INTO settings (key, value, kind, description) VALUES
    ('home_country',       'US',      'text', 'The shop''s country, ISO 3166-1.'),
    ('prices_include_tax', 'false',   'bool', 'Whether prices and shipping have their tax in them.'),
    ('shipping_tax',       'none',    'text', 'Whether shipping is taxed: none, or as the goods.'),
    ('tax_elsewhere',      'untaxed', 'text', 'What is sent where no tax rate is: untaxed, or refused.');
UPDATE settings SET description = description || ' Tax rates by country replace it.' WHERE key = 'tax_rate';

CREATE OR REPLACE VIEW shop AS
SELECT max(value) FILTER (WHERE key = 'access_token_seconds')::integer AS access_token_seconds,
       max(value) FILTER (WHERE key = 'currency') AS currency,
       max(value) FILTER (WHERE key = 'free_shipping_from')::numeric AS free_shipping_from,
       max(value) FILTER (WHERE key = 'refresh_token_seconds')::integer AS refresh_token_seconds,
       max(value) FILTER (WHERE key = 'registration_open')::boolean AS registration_open,
       max(value) FILTER (WHERE key = 'shipping_cost')::numeric AS shipping_cost,
       max(value) FILTER (WHERE key = 'tax_rate')::numeric AS tax_rate,
       max(value) FILTER (WHERE key = 'time_zone') AS time_zone,
       max(value) FILTER (WHERE key = 'unpaid_order_seconds')::integer AS unpaid_order_seconds,
       max(value) FILTER (WHERE key = 'session_seconds')::integer AS session_seconds,
       max(value) FILTER (WHERE key = 'second_factor') AS second_factor,
       max(value) FILTER (WHERE key = 'outbox_seconds')::integer AS outbox_seconds,
       max(value) FILTER (WHERE key = 'confirm_email')::boolean AS confirm_email,
       max(value) FILTER (WHERE key = 'language') AS language,
       max(value) FILTER (WHERE key = 'prices_include_tax')::boolean AS prices_include_tax,
       max(value) FILTER (WHERE key = 'home_country') AS home_country,
       max(value) FILTER (WHERE key = 'shipping_tax') AS shipping_tax,
       max(value) FILTER (WHERE key = 'tax_elsewhere') AS tax_elsewhere
FROM settings;
COMMENT ON COLUMN shop.prices_include_tax IS 'See settings.';
COMMENT ON COLUMN shop.home_country IS 'See settings.';
COMMENT ON COLUMN shop.shipping_tax IS 'See settings.';
COMMENT ON COLUMN shop.tax_elsewhere IS 'See settings.';

GRANT INSERT, DELETE, UPDATE (valid_to) ON tax_rates TO orderd_app;

COMMIT;
