"""The names of the audit's timers."""

LOOK = "alarms-audit"
WEEKLY = "alarms-audit-weekly"  # as the rule in infrastructure/audit.yml calls it
