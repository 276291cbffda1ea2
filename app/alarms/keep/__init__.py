"""What is remembered of alarms: incidents, outcomes, digests, as documents in the table."""
