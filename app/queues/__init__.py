"""The queue interface, and timers as values on it."""
