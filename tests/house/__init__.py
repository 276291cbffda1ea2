"""Rules of the layout that must not drift (docs/architecture.md)."""
