"""The estimators, in the order of their lines. A new one is a folder beside this file and a line here.

None is loaded before it is asked. Together they make at most four calls to AWS for one plan (shares.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.commands.scale.outlook.estimator import Estimator, Parts
from app.commands.scale.outlook.values import About, Estimate


def forecast(about: About, parts: Parts) -> Estimate:
    from app.commands.scale.outlook.forecast.estimate import estimate

    return estimate(about, parts)


def price(about: About, parts: Parts) -> Estimate:
    from app.commands.scale.outlook.price.line import estimate

    return estimate(about, parts)


def price_needs(about: About, parts: Parts) -> int:
    from app.commands.scale.outlook.price.line import needs

    return needs(about, parts)


# By the word that is said where there is no estimate: "No forecast: ...".
ESTIMATORS: Mapping[str, Estimator] = {"forecast": forecast, "price": price}
# How many calls to AWS one makes at most: those go first.
NEEDS: Mapping[str, Callable[[About, Parts], int]] = {"price": price_needs}
