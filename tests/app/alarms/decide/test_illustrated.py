"""What comes onto a card by an edit is shown by a new revision, once."""

from __future__ import annotations

from app.alarms.decide.illustrated import with_image, with_points, with_way_back
from app.alarms.decide.way_back import StillSet
from app.alarms.read.datapoints import Point
from app.store.codec import decode, encode
from tests.app.alarms.alarm_support import incident, payload, transition

LATEST = transition(payload("metric"))
AT = LATEST.changed_at
WAY = StillSet("c1", "web", "", 4, 2, AT)


def test_each_of_them_is_a_new_revision_and_the_same_again_is_none() -> None:
    shown = incident(LATEST)
    pictured = with_image(shown, "F0", AT)
    charted = with_points(pictured, (Point(AT, 1.0),), AT)
    offered = with_way_back(charted, WAY)
    assert [each.revision - shown.revision for each in (pictured, charted, offered)] == [1, 2, 3]
    assert with_image(offered, "F0", AT) is offered
    assert with_points(offered, (Point(AT, 2.0),), AT) is offered
    assert with_way_back(offered, WAY) is offered
    assert with_way_back(offered, None).way_back is None


def test_they_outlive_the_process_and_an_older_document_has_none_of_them() -> None:
    shown = with_way_back(with_points(incident(LATEST), (Point(AT, 1.0),), AT), WAY)
    data = encode(shown)
    assert decode(type(shown), data) == shown
    for name in ("points", "points_of", "way_back"):
        del data[name]
    del data["latest"]["points"]
    older = decode(type(shown), data)
    assert (older.points, older.points_of, older.way_back, older.latest.points) == ((), None, None, ())
