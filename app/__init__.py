"""Bellhop: CloudWatch alarms as living Slack messages, and commands that act on them."""
