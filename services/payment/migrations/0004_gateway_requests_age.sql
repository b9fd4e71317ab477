-- How long the gateway has owed an answer; `due_at` moves on with every attempt.
ALTER TABLE gateway_requests ADD COLUMN requested_at timestamptz NOT NULL DEFAULT now();

-- Asked and not answered. Taking a request no longer counts: a breaker that is open uses up no attempt.
COMMENT ON COLUMN gateway_requests.attempts IS 'How often the gateway was asked and gave no answer';
