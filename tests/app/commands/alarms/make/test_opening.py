"""What λ slack shows and checks without a call to AWS."""

from __future__ import annotations

from app.commands.alarms.make.opening import form_errors, loading, looking
from app.slack.interactions import Caller, ModalSubmission

ANA = Caller("U0ANA", "C0OPS")


def sent(about: dict[str, str], **values: str) -> ModalSubmission:
    return ModalSubmission(ANA, about, {name.replace("__", ":"): text for name, text in values.items()})


def test_while_it_loads_nothing_can_be_submitted() -> None:
    for view in (loading({"new": "web"}), loading({"edit": "hot"}), looking(sent({"edit": "hot"}))):
        assert view.to_dict().get("submit") is None
    assert loading({"edit": "hot"}).to_dict()["title"]["text"] == "Edit an alarm"


def test_errors_stand_under_the_block_of_their_input() -> None:
    values = {"metric": "cpu", "threshold__cpu": "x", "datapoints__cpu": "1", "periods__cpu": "1", "period__cpu": "60"}
    found = form_errors(sent({"taken": "web"}, **values, name__cpu="web"))
    assert found.keys() == {"threshold:cpu", "name:cpu"}
    assert form_errors(sent({}, **{**values, "threshold__cpu": "1"}, name__cpu="web")) == {}
