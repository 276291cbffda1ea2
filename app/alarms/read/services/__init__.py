"""AWS services whose events and messages read better by a row of their own; a new one is a row in one of these."""
