-- What was sent back last is listed first, a page at a time, without a look at all that ever was.
SET LOCAL lock_timeout = '5s';
-- locks: the table has what people sent back by hand, thousands of rows at most, and only they wait.
CREATE INDEX redrives_at ON redrives (redriven_at);
