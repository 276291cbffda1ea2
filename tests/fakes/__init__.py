"""One fake per outside thing; each remembers what was asked of it."""
