-- The version of the saga that an order goes by from its beginning to its end (ADR 85). Orders from before, and those of an older
-- release that runs beside this one and does not name the column, go by the first.
ALTER TABLE orders ADD COLUMN saga smallint NOT NULL DEFAULT 1;
