"""What makes an estimate: a function of what is asked about and of whom it may ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import TYPE_CHECKING, Any

from app.base.values import dataclass
from app.commands.scale.outlook.values import About, Estimate

if TYPE_CHECKING:
    from app.aws.cloudwatch import CloudWatch
    from app.aws.ec2 import Instances
    from app.aws.pricing import PriceList
    from app.base.clock import Clock
    from app.scaling.targets import Targets
    from app.store.table import Table


@dataclass(frozen=True)
class Parts:
    """Whom it may ask.

    price_list  makes that door; None where nobody wants prices
    known       what was read already for the same request
    """

    targets: Targets
    cloudwatch: CloudWatch
    table: Table
    clock: Clock
    instances: Instances
    price_list: Callable[[], PriceList] | None = None
    known: dict[str, Any] = field(default_factory=dict)


Estimator = Callable[[About, Parts], Estimate]
