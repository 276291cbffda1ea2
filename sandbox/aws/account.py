"""The account that the sandbox's AWS is: its number, its region, its all-powerful key."""

ACCOUNT = "123456789012"
REGION = "us-east-1"
REGION_NAME = "US East (N. Virginia)"
ROOT_KEY = "test"
ROOT_SECRET = "test"
