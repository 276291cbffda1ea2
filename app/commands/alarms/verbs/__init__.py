"""What `/alarms` can do: one file per verb."""
