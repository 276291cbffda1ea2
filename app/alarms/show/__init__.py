"""How alarms look in Slack: cards, digests, and bringing Slack to what the table says."""
