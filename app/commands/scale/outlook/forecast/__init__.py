"""What the metrics of a group's alarms come to at another size, from their own past (docs/forecast.md)."""
