-- Messages that have become dead letters here, written in the transaction that sets them aside. Whether one still holds
-- an order back is read from that order's own row: `stuck_orders` counts those. Few rows; old ones go when new ones come.
CREATE TABLE set_aside (
  topic text COLLATE "C" NOT NULL,
  partition integer NOT NULL,
  "offset" bigint NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (topic, partition, "offset")
);
