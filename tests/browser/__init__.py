"""The page in a real browser: `make e2e`."""
