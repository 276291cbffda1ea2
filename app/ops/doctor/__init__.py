"""The doctor checks a deployed Bellhop from outside, and says what is wrong and how to fix it."""
