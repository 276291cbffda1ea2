"""The sandbox's AWS accounts: where its own things are, and its root key."""

import secrets
from dataclasses import dataclass

ACCOUNT = "123456789012"
REGION = "us-east-1"
# What the deployed HTTP APIs are called; each has its id in front.
API_DOMAIN = f"execute-api.{REGION}.amazonaws.com"
# As CloudWatch's messages call them.
TITLES = {"us-east-1": "US East (N. Virginia)", "eu-west-1": "EU (Ireland)", "eu-central-1": "EU (Frankfurt)"}


@dataclass(frozen=True)
class Place:
    """An account and a region of it; each has its own things."""

    account: str
    region: str

    @property
    def zones(self) -> tuple[str, str]:
        return (f"{self.region}a", f"{self.region}b")

    @property
    def title(self) -> str:
        return TITLES.get(self.region, self.region)

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


HOME_PLACE = Place(ACCOUNT, REGION)
OTHER_PLACE = Place("210987654321", "eu-west-1")
# Where the SDK is told each front's address, by boto3's service names.
ENDPOINT_SETTINGS = {
    "autoscaling": "AWS_ENDPOINT_URL_AUTO_SCALING",
    "cloudwatch": "AWS_ENDPOINT_URL_CLOUDWATCH",
    "ecs": "AWS_ENDPOINT_URL_ECS",
    "application-autoscaling": "AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING",
    "ec2": "AWS_ENDPOINT_URL_EC2",
    "pricing": "AWS_ENDPOINT_URL_PRICING",
}
# Another one at each start: who knows it can run code on this machine, as a Lambda function.
ROOT_KEY = f"AKIA{secrets.token_hex(8).upper()}"
ROOT_SECRET = secrets.token_urlsafe(30)
# The owner of the second account; ministack has one secret for both.
OTHER_ROOT_KEY = f"AKIA{secrets.token_hex(8).upper()}"
