"""The weekly post: what the alarms did in a week, what people did about them, and what it cost."""
