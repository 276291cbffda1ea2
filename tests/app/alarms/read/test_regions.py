"""A region by its display name and by its code."""

import pytest

from tests.app.alarms.alarm_support import payload, transition
from tests.app.alarms.read.account import ACCOUNT


@pytest.mark.parametrize(
    ("region", "arn"),
    [
        ("US East (N. Virginia)", f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:a"),
        ("EU (Ireland)", f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:a"),
        ("Europe (Ireland)", f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:a"),
        ("China (Beijing)", f"arn:aws-cn:cloudwatch:cn-north-1:{ACCOUNT}:alarm:a"),
        ("us-west-2", f"arn:aws:cloudwatch:us-west-2:{ACCOUNT}:alarm:a"),
        ("Moon (Sea of Tranquility)", f"arn:aws:cloudwatch:Moon (Sea of Tranquility):{ACCOUNT}:alarm:a"),
    ],
)
def test_a_region_is_known_by_display_name_and_by_code(region: str, arn: str) -> None:
    assert transition({**payload("before_2019"), "AlarmName": "a", "Region": region}).arn == arn
