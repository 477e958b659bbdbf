-- Verify orderd:search_words on pg
BEGIN;
SELECT search_text, former_names FROM orderd.customers WHERE false;
SELECT 1 / (orderd.search_text(U&'Cre\0300me BRU\0302le\0301e Stra\00DFe \FF21\FF22') = ' creme brulee strasse ab')::int;
SELECT 1 / (orderd.tracking_key('1z 999-aa1') = '1Z999AA1')::int;
SELECT 'orderd.orders_number_end'::regclass, 'orderd.orders_tracking'::regclass, 'orderd.shipments_tracking'::regclass;
ROLLBACK;
