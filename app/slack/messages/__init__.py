"""Formatting: values in, a `Message` out. No IO."""
