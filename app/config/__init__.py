"""The environment, bellhop.toml and references to secrets, each as one frozen value."""
