"""AWS regions: the code for a display name, alarm ARNs, and the console's URL for an alarm."""

from __future__ import annotations

import re
from urllib.parse import quote

from app.base.values import dataclass
from app.config.home import Home
from app.scaling.words import ECS, prefix_of

# Source: botocore 1.44 `endpoints.json`. SNS messages still write "EU (Ireland)" where it says "Europe (Ireland)".
CODES = {
    "Africa (Cape Town)": "af-south-1",
    "Asia Pacific (Hong Kong)": "ap-east-1",
    "Asia Pacific (Taipei)": "ap-east-2",
    "Asia Pacific (Tokyo)": "ap-northeast-1",
    "Asia Pacific (Seoul)": "ap-northeast-2",
    "Asia Pacific (Osaka)": "ap-northeast-3",
    "Asia Pacific (Osaka-Local)": "ap-northeast-3",
    "Asia Pacific (Mumbai)": "ap-south-1",
    "Asia Pacific (Hyderabad)": "ap-south-2",
    "Asia Pacific (Singapore)": "ap-southeast-1",
    "Asia Pacific (Sydney)": "ap-southeast-2",
    "Asia Pacific (Jakarta)": "ap-southeast-3",
    "Asia Pacific (Melbourne)": "ap-southeast-4",
    "Asia Pacific (Malaysia)": "ap-southeast-5",
    "Asia Pacific (New Zealand)": "ap-southeast-6",
    "Asia Pacific (Thailand)": "ap-southeast-7",
    "Canada (Central)": "ca-central-1",
    "Canada West (Calgary)": "ca-west-1",
    "Europe (Frankfurt)": "eu-central-1",
    "Europe (Zurich)": "eu-central-2",
    "Europe (Stockholm)": "eu-north-1",
    "Europe (Milan)": "eu-south-1",
    "Europe (Spain)": "eu-south-2",
    "Europe (Ireland)": "eu-west-1",
    "Europe (London)": "eu-west-2",
    "Europe (Paris)": "eu-west-3",
    "Israel (Tel Aviv)": "il-central-1",
    "Middle East (UAE)": "me-central-1",
    "Middle East (Bahrain)": "me-south-1",
    "Mexico (Central)": "mx-central-1",
    "South America (Sao Paulo)": "sa-east-1",
    "US East (N. Virginia)": "us-east-1",
    "US East (Ohio)": "us-east-2",
    "US West (N. California)": "us-west-1",
    "US West (Oregon)": "us-west-2",
    "China (Beijing)": "cn-north-1",
    "China (Ningxia)": "cn-northwest-1",
    "AWS GovCloud (US)": "us-gov-west-1",
    "AWS GovCloud (US-East)": "us-gov-east-1",
    "AWS GovCloud (US-West)": "us-gov-west-1",
    "AWS European Sovereign Cloud (Germany)": "eusc-de-east-1",
}
CODE = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d{1,2}")
URL_LIMIT = 1500
ARN_COLONS = 5
RESOURCE_PARTS = re.compile("[:/]")
LATEST = "$LATEST"  # of a Lambda function: any version


@dataclass(frozen=True)
class Partition:
    """A partition of AWS, with its own region names and console; '' if that is not public."""

    name: str
    console: str = ""


STANDARD = Partition("aws", "console.aws.amazon.com")
PARTITIONS = {
    "cn": Partition("aws-cn", "console.amazonaws.cn"),
    "us-gov": Partition("aws-us-gov", "console.amazonaws-us-gov.com"),
    "eusc": Partition("aws-eusc", "console.amazonaws-eusc.eu"),
    "us-iso": Partition("aws-iso"),
    "us-isob": Partition("aws-iso-b"),
    "eu-isoe": Partition("aws-iso-e"),
    "us-isof": Partition("aws-iso-f"),
}


@dataclass(frozen=True)
class AlarmArn:
    """The parts of `arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME`; all empty if the text is no such ARN."""

    region: str = ""
    account: str = ""
    name: str = ""


def parse_arn(arn: str) -> AlarmArn:
    parts = arn.split(":", 6)  # an alarm's name may contain colons
    if len(parts) != 7 or parts[0] != "arn" or parts[5] != "alarm":
        return AlarmArn()
    return AlarmArn(region=parts[3], account=parts[4], name=parts[6])


def resource_name(arn: str) -> str:
    """What people call the resource of an ARN: `shop/checkout` of arn:...:service/shop/checkout; others as they are."""
    if not arn.startswith("arn:") or arn.count(":") < ARN_COLONS:
        return arn
    kind, *names = RESOURCE_PARTS.split(arn.split(":", ARN_COLONS)[ARN_COLONS])
    return "/".join(name for name in names if name and name != LATEST) or kind


def build_arn(region: str, account: str, name: str) -> str:
    return f"arn:{partition(region).name}:cloudwatch:{region}:{account}:alarm:{name}"


def groups_arn(region: str, account: str) -> str:
    """With what the ARNs of the account's Auto Scaling groups there begin."""
    return f"arn:{partition(region).name}:autoscaling:{region}:{account}:autoScalingGroup:"


def target_arn(region: str, account: str, name: str) -> str:
    """With what the ARN of what there is in the account with this whole name begins."""
    if prefix_of(name) == ECS:
        return f"arn:{partition(region).name}:ecs:{region}:{account}:service/"
    if prefix_of(name):
        return f"arn:{partition(region).name}:application-autoscaling:{region}:{account}:scalable-target/"
    return groups_arn(region, account)


def is_within(arn: str, home: Home) -> bool:
    """Whether an alarm is one that our clients reach: the same name elsewhere is another alarm."""
    return bool(home.account) and arn == build_arn(home.region, home.account, parse_arn(arn).name)


def is_reached(arn: str, home: Home) -> bool:
    """Whether Bellhop may act on an alarm: at home, or where it has a way."""
    there = parse_arn(arn)
    has_way = (there.account, there.region) in home.ways
    return is_within(arn, home) or (has_way and arn == build_arn(there.region, there.account, there.name))


def region_code(written: str) -> str:
    """The code for a region written as code or display name; an unknown name is returned as it is."""
    return CODES.get(re.sub(r"^EU\b", "Europe", written), written)


def partition(region: str) -> Partition:
    return next((part for start, part in PARTITIONS.items() if region.startswith(f"{start}-")), STANDARD)


def _has_console(region: str) -> bool:
    return bool(CODE.fullmatch(region) and partition(region).console)


def group_url(region: str, name: str) -> str:
    """The console's URL for the Auto Scaling group; '' for an unknown region."""
    if not _has_console(region):
        return ""
    host = f"https://{region}.{partition(region).console}"
    url = f"{host}/ec2/home?region={region}#AutoScalingGroupDetails:id={quote(name, safe='', errors='replace')}"
    return url if len(url) <= URL_LIMIT else ""


def service_url(region: str, cluster: str, service: str) -> str:
    """The console's URL for the ECS service; '' for an unknown region."""
    if not _has_console(region):
        return ""
    page = f"https://{region}.{partition(region).console}/ecs/v2/clusters"
    return f"{page}/{quote(cluster, safe='')}/services/{quote(service, safe='')}?region={region}"


def console_url(region: str, name: str) -> str:
    """The console's URL for the alarm, as in CloudWatch's own mails; '' for an unknown region."""
    if not _has_console(region):
        return ""
    page = f"https://{region}.{partition(region).console}/cloudwatch/deeplink.js?region={region}#alarmsV2:"
    url = f"{page}alarm/{quote(name, safe='', errors='replace')}"
    return url if len(url) <= URL_LIMIT else page
