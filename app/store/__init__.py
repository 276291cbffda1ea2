"""What Bellhop remembers: one table of small versioned documents (DynamoDB on AWS, else memory)."""
