-- A product's version grows with each reservation, sale and release: at 1,000 orders a second of one product, an integer is
-- full after twelve days. The table has a row per product, so it is written anew in no time.
ALTER TABLE products ALTER COLUMN version TYPE bigint;
