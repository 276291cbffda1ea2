"""The sandbox's AWS account: its number, its region, its root key."""

import secrets

ACCOUNT = "123456789012"
REGION = "us-east-1"
REGION_NAME = "US East (N. Virginia)"
# Another one at each start: who knows it can run code on this machine, as a Lambda function.
ROOT_KEY = f"AKIA{secrets.token_hex(8).upper()}"
ROOT_SECRET = secrets.token_urlsafe(30)
