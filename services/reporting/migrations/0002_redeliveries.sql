-- How often an event came again after its first delivery. No read model: it depends on what the brokers did, and a
-- rebuild neither reads nor writes it.
CREATE TABLE redeliveries (
  event_id uuid PRIMARY KEY,
  n integer NOT NULL
);
