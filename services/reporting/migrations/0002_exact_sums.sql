-- A sum of amounts has no bound: 1,025 of the largest amount are beyond a bigint. One row per currency, so this is quick.
ALTER TABLE revenue
  ALTER COLUMN captured TYPE numeric(38, 0),
  ALTER COLUMN refunded TYPE numeric(38, 0);
