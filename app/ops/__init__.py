"""What doesn't run on Lambda; it stays out of the zip."""
