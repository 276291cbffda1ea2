"""What ends the sandbox with a sentence instead of a traceback."""


class SandboxError(Exception):
    """Its text says what happened and what to do."""
