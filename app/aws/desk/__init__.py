"""AWS services that Bellhop uses only outside Lambda; they stay out of the zip."""
