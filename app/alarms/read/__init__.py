"""From whatever woke us to a transition or a notice: envelopes and sources, without IO."""
