-- What OrderCreated says since its version 2. An order from before was in the only currency that there was; an
-- older release that still runs beside this one goes on without naming the columns.
ALTER TABLE orders
  ADD COLUMN currency text NOT NULL DEFAULT 'EUR' CHECK (currency ~ '^[A-Z]{3}$'),
  ADD COLUMN destination_country text CHECK (destination_country ~ '^[A-Z]{2}$');
