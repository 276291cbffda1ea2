"""What builds, packages and starts Bellhop; nothing here runs on Lambda."""
