"""What one can press on an alarm, over HTTP to the Slack stand-in."""
