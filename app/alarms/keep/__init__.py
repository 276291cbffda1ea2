"""What is stored about alarms: incidents, outcomes, digests, as documents in the table."""
