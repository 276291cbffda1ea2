"""Receives requests, jobs and timers, and carries them out."""
