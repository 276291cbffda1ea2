"""`/alarms audit`: which alarms are broken, deaf or of no use, and what fixes that."""
