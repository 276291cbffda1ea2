"""Parses what people type after `/scale` into a request. No IO."""
