"""The estimators, in the order of their lines. A new one is a folder beside this file and a line here.

None is loaded before it is asked. All together make at most four calls to AWS for one plan.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.commands.scale.outlook.estimator import Estimator, Parts
from app.commands.scale.outlook.values import About, Estimate


def forecast(about: About, parts: Parts) -> Estimate:
    from app.commands.scale.outlook.forecast.estimate import estimate

    return estimate(about, parts)


def price(about: About, parts: Parts) -> Estimate:
    from app.commands.scale.outlook.price.line import estimate

    return estimate(about, parts)


# By the word that is said where there is no estimate: "No forecast: ...".
ESTIMATORS: Mapping[str, Estimator] = {"forecast": forecast, "price": price}
