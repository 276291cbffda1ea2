"""A Slack and an AWS on loopback, so that Bellhop runs on a desk with no account anywhere."""
