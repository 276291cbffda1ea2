"""What a transition means: incidents, their targets, storms. No IO."""
