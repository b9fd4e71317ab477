-- What tracing systems add to a traceparent of their own: passed on as it came.
ALTER TABLE gateway_requests ADD COLUMN tracestate text;
