"""Orderflow's events in Python: a publisher for EventBridge, and a Lambda consumer that keeps a view in DynamoDB."""
