-- BARRED is a tombstone: a cancellation that came before its order. It holds nothing and refuses the reservation.
ALTER TABLE reservations
  DROP CONSTRAINT reservations_status_check,
  ADD CONSTRAINT reservations_status_check
    CHECK (status IN ('RESERVED', 'REFUSED', 'RELEASED', 'SOLD', 'BARRED'));
