"""Who may do what: the guards put to a person, and how Slack says who that is."""
