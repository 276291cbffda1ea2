"""Times as people type them, for the commands that take some: durations, days, times of day and their zones. No IO."""
