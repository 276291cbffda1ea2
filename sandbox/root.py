"""Where the project lies, and where the sandbox keeps what it makes."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".sandbox"
