"""Which settings would have made an alarm go off less, without losing what somebody acted on. No IO."""
