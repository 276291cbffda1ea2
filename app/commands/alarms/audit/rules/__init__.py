"""What the audit looks for: each rule is a function over a snapshot and a line in catalogue.py."""
