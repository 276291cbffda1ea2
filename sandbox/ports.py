"""Free ports of 127.0.0.1."""

import socket


def free_port() -> int:
    """A port that nobody listens on now; for servers that cannot be told to choose one themselves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
