"""What everything stands on: errors, the clock, logs, metrics."""
