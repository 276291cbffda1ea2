"""What a command or a button registers, and what it gets when it runs."""
