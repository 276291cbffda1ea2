"""/alarms new and /alarms edit: a form, what the alarm would have done, and the change with Undo."""
