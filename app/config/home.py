"""Where Bellhop runs: the account and region whose alarms and groups its AWS clients reach.

No IO here. The account is in the queues' URLs, so nobody has to ask AWS for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field

from app.base.values import dataclass

# https://sqs.us-east-1.amazonaws.com/123456789012/bellhop-prod-watch
OWNED_BY = re.compile(r"https?://[^/]+/(\d{12})/[^/]+")


@dataclass(frozen=True)
class Home:
    """Bellhop's own account and region; '' where unknown, and then no alarm counts as its own.

    topic         the ARN of the topic whose messages reach Bellhop, '' where unknown
    ways          other accounts and regions that Bellhop may act in
    places        account and region of others that bellhop.toml names, by `prod/eu-west-1`
    hears_events  whether every alarm's changes reach it through EventBridge (`alarm-events`)
    """

    account: str = ""
    region: str = ""
    topic: str = ""
    hears_events: bool = False
    ways: frozenset[tuple[str, str]] = frozenset()
    places: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def at(self) -> tuple[str, str]:
        return self.account, self.region

    @property
    def listeners(self) -> frozenset[str]:
        """What else leads to Bellhop as a subscriber: the queue and the function, whose names are the topic's.

        infrastructure/ and serverless.yml name them so; tests/packaging holds that.
        """
        partition, _, place = self.topic.partition(":sns:")
        account_and_region, _, name = place.rpartition(":")
        ways = (f"{partition}:sqs:{place}", f"{partition}:lambda:{account_and_region}:function:{name}")
        return frozenset(ways) if name else frozenset()


NOWHERE = Home()


def account_of(*queue_urls: str) -> str:
    """The account of the first queue that is set; '' if none is."""
    found = (OWNED_BY.fullmatch(url) for url in queue_urls)
    return next((match[1] for match in found if match), "")
