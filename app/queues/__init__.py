"""The queue seam, and timers as values on it."""
