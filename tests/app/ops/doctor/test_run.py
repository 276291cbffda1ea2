"""Which stage the doctor looks at where nobody named one."""

from __future__ import annotations

import pytest

from app.base.errors import Misconfigured
from app.ops.doctor.run import only_stage


def test_the_only_stage_is_the_one_that_is_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert only_stage(["prod"], "us-east-1") == "prod"
    assert capsys.readouterr().out == "Bellhop is deployed here as the stage prod.\n"


def test_of_several_stages_one_has_to_be_named() -> None:
    with pytest.raises(Misconfigured, match=r"\(dev, prod\): name one, as in make doctor STAGE=dev"):
        only_stage(["dev", "prod"], "us-east-1")


def test_where_none_is_deployed_it_says_where_it_looked_and_what_one_can_do() -> None:
    with pytest.raises(Misconfigured, match=r"in the region us-east-1.*make deploy STAGE=prod.*make demo"):
        only_stage([], "us-east-1")
