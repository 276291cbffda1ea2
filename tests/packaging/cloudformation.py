"""What CloudFormation makes of a template's conditions: template and parameters in, the resources that come out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NOTHING = {"Ref": "AWS::NoValue"}


def resolved(template: Mapping[str, Any], parameters: Mapping[str, str]) -> dict[str, Any]:
    """The template with each Fn::If decided and each resource left out whose condition does not hold."""
    given = {name: each.get("Default", "") for name, each in template.get("Parameters", {}).items()}
    assert set(parameters) <= set(given), parameters
    conditions = template.get("Conditions", {})
    holds = {name: _value(test, {**given, **parameters}) for name, test in conditions.items()}
    resources = {
        name: _decided(resource, holds)
        for name, resource in template["Resources"].items()
        if holds.get(resource.get("Condition", ""), True)
    }
    return {**template, "Resources": resources}


def _value(test: Any, parameters: Mapping[str, str]) -> Any:
    """Of a condition: the functions that infrastructure/parameters.yml uses."""
    if not isinstance(test, dict):
        return test
    ((function, arguments),) = test.items()
    if function == "Ref":
        return parameters[arguments]
    values = [_value(argument, parameters) for argument in arguments]
    if function == "Fn::Equals":
        return values[0] == values[1]
    if function == "Fn::Join":
        return values[1]  # of a list that is a parameter: empty or not is all that is asked
    assert function == "Fn::Not", function
    return not values[0]


def _decided(value: Any, holds: Mapping[str, bool]) -> Any:
    if isinstance(value, list):
        return [made for each in value if (made := _decided(each, holds)) != NOTHING]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Fn::If"}:
        condition, then, otherwise = value["Fn::If"]
        return _decided(then if holds[condition] else otherwise, holds)
    made = {name: _decided(each, holds) for name, each in value.items()}
    return {name: each for name, each in made.items() if each != NOTHING or name == "Fn::GetAtt"}
