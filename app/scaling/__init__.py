"""What can be scaled: one protocol (target.py), one file per kind; catalogue.py lists them."""
