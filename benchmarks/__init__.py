"""What docs/performance.md comes from: `make bench` measures the three functions of the zip beside other handlers."""
