-- A price beyond what an event's amount can be (2^53 - 1) could be neither sold nor listed. NOT VALID: a product that has
-- one already does not keep the service from starting; its price has to be corrected before it is sold.
ALTER TABLE products ADD CONSTRAINT products_unit_price_bound CHECK (unit_price <= 9007199254740991) NOT VALID;
