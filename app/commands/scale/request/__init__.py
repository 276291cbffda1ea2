"""What people type behind `/scale`, read into a request; no IO."""
