"""End to end: real HTTP to the stand-ins, the deployed zip on the emulator, IAM enforced."""
