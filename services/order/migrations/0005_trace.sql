-- Where the request that placed the order stands in its trace (W3C Trace Context): a deadline that passes later goes on
-- from there. Null where nothing was traced, and for an older release that runs beside this one.
ALTER TABLE orders
  ADD COLUMN traceparent text,
  ADD COLUMN tracestate text;
