-- A reservation is updated once, when its order ends: so a page has as much room as rows (ADR 70).
ALTER TABLE reservations SET (fillfactor = 50);
