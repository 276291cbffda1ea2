"""Which services are known: a row each, by what they are about."""
