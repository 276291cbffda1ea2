"""What all other rooms use: errors, the clock, logs, metrics."""
