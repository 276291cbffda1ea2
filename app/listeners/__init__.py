"""What a command or a button registers, and what it is handed when it runs."""
