"""How alarms look in Slack: cards, digests, and updating Slack to what the table says."""
