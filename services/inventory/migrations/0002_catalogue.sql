-- The catalogue of the demonstration: prod-1 to prod-100, stocked generously, and prod-scarce with five pieces.
INSERT INTO products (product_id, name, unit_price, currency, initial, available)
SELECT 'prod-' || n, 'Product ' || n, 500 + n * 25, 'EUR', 10000000, 10000000 FROM generate_series(1, 100) AS n;

INSERT INTO products (product_id, name, unit_price, currency, initial, available)
VALUES ('prod-scarce', 'The last five', 9900, 'EUR', 5, 5);
