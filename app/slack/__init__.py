"""The only package that calls Slack."""
