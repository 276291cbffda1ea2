"""What only a desk runs; it stays out of the zip."""
