"""Rehearse: what a bellhop.toml would have made of the alarms of the last days, compared with another one."""
