"""The sandbox's AWS account: its number, its region, its root key."""

import secrets

ACCOUNT = "123456789012"
REGION = "us-east-1"
# What the deployed HTTP APIs are called; each has its id in front.
API_DOMAIN = f"execute-api.{REGION}.amazonaws.com"
REGION_NAME = "US East (N. Virginia)"
# Where the SDK is told each front's address, by boto3's service names.
ENDPOINT_SETTINGS = {
    "autoscaling": "AWS_ENDPOINT_URL_AUTO_SCALING",
    "cloudwatch": "AWS_ENDPOINT_URL_CLOUDWATCH",
    "ecs": "AWS_ENDPOINT_URL_ECS",
    "application-autoscaling": "AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING",
}
# Another one at each start: who knows it can run code on this machine, as a Lambda function.
ROOT_KEY = f"AKIA{secrets.token_hex(8).upper()}"
ROOT_SECRET = secrets.token_urlsafe(30)
