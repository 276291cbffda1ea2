"""What a change of a size costs, at AWS's list prices; loaded only where a plan is made or the history is shown."""
