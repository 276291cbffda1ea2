"""What people can press on an alarm's card: one file each, listed in catalogue.py."""
