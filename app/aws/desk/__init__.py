"""Doors that only a desk opens; they stay out of the zip."""
