-- Without the order's id, which few orders of the same moment are sorted by when they are read: a third less
-- of what the index adds to the write-ahead log of an order.
DROP INDEX orders_of_customer;
CREATE INDEX orders_of_customer ON orders (customer_id COLLATE "C", created_at);
