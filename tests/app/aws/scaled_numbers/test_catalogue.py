"""The table of numbers: each row is right by AWS's own models, and one name is of one row."""

from __future__ import annotations

from collections import Counter

import pytest
from botocore import xform_name
from botocore.session import get_session

from app.aws.scaled_number import Row
from app.aws.scaled_numbers.catalogue import OF_KIND, ROWS, row_of
from sandbox.aws.scalable.dimensions import FORMS
from tests.sandbox.aws.test_scalable_targets import RESOURCES

pytestmark = pytest.mark.slow

EACH = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.dimension)


def test_every_dimension_but_that_of_ecs_is_a_row_once() -> None:
    assert Counter(row.dimension for row in ROWS) == Counter(FORMS.keys() - {"ecs:service:DesiredCount"})


@EACH
def test_a_row_is_of_its_namespace(row: Row) -> None:
    assert row.dimension.startswith(f"{row.namespace}:")
    model = get_session().get_service_model("application-autoscaling")
    known = [(shape.name, getattr(shape, "enum", ())) for shape in map(model.shape_for, model.shape_names)]
    assert row.dimension in dict(known)["ScalableDimension"]
    assert row.namespace in dict(known)["ServiceNamespace"]


@EACH
def test_its_name_is_of_no_other_row(row: Row) -> None:
    name = row.name_of(RESOURCES[row.dimension])
    assert row_of(name) is row
    assert [other for rows in OF_KIND.values() for other in rows if other.parts_of(name)] == [row]


@EACH
def test_its_calls_are_there_with_these_parameters(row: Row) -> None:
    for call in filter(None, (row.read, row.change, row.clear)):
        model = get_session().get_service_model(row.service)
        operation = next(name for name in model.operation_names if xform_name(name) == call.operation)
        takes = model.operation_model(operation).input_shape
        assert takes
        assert takes.members.keys() >= call.asked.keys()


def test_what_is_of_no_row_is_of_its_kinds_first_or_of_none() -> None:
    assert row_of("dynamodb:orders") is OF_KIND["dynamodb"][0]
    assert row_of("orders") is None
    assert row_of("shop:orders") is None
