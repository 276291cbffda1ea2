"""A long run of the deployed zip under faults: what it told is compared with what happened (`make soak`)."""
