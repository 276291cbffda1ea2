"""A Slack workspace on loopback: the Web API, Socket Mode and the people of the sandbox, all in memory."""
