"""The only package that speaks to Slack."""
