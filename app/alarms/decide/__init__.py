"""What a transition means: incidents, their targets, storms; without IO."""
