-- What the broker refused is tried again by itself: a row of outbox_quarantine says when. NULL: only when a person
-- releases it, by setting it to now. What an earlier release has put here is due at once.
ALTER TABLE outbox_quarantine
  ADD COLUMN code text NOT NULL DEFAULT '',
  ADD COLUMN tries integer NOT NULL DEFAULT 1,
  ADD COLUMN next_try timestamptz DEFAULT now(),
  -- False while the refusal is so young that it may end by itself.
  ADD COLUMN quarantined boolean NOT NULL DEFAULT true;

CREATE INDEX outbox_quarantine_due ON outbox_quarantine (next_try);

-- Topics whose rows the relay holds back as a whole, because they do not exist or may not be written to. Written by the
-- relay for people to see; setting next_try to now makes it try again.
CREATE TABLE outbox_held_topics (
  topic text PRIMARY KEY,
  code text NOT NULL,
  reason text NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  tries integer NOT NULL,
  next_try timestamptz
);
