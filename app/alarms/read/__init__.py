"""From whatever invoked us to a transition or a notice: envelopes and sources. No IO."""
