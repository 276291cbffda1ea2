"""The doctor looks at a deployed Bellhop from outside in, and says what is wrong and how to fix it."""
