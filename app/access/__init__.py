"""Permissions: the guards applied to a person, and who that person is according to Slack."""
