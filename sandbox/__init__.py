"""A Slack and an AWS on loopback, so that Bellhop runs on your machine without any account."""
