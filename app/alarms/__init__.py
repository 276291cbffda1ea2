"""Alarms: how they arrive (envelopes, sources), what they are (transition, incident), how they look (card)."""
