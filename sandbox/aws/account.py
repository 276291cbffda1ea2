"""The sandbox's AWS account: its number, its region, its root key."""

ACCOUNT = "123456789012"
REGION = "us-east-1"
REGION_NAME = "US East (N. Virginia)"
ROOT_KEY = "test"
ROOT_SECRET = "test"
