"""Slash commands: one file or folder each, listed in catalogue.py; they never import each other."""
