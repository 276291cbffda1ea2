"""How much a name decides."""

import pytest

from app.alarms.read.ranking import Rank, label, rank_of


@pytest.mark.parametrize(
    ("name", "rank"),
    [
        ("severity", Rank.SEVERITY),
        ("build-status", Rank.OUTCOME),
        ("statusCode", Rank.OUTCOME),
        ("HTTPStatus", Rank.OUTCOME),
        ("ResourceStatusReason", Rank.MESSAGE),
        ("errorMessage", Rank.MESSAGE),
        ("queue_name", Rank.NAME),
        ("messageId", Rank.NOISE),
        ("statusUpdatedAt", Rank.TIME),
        ("exitCode", Rank.NUMBER),
        ("createdBy", Rank.WHO),
        ("colour", Rank.NOISE),
        ("errorType", Rank.MESSAGE),
        ("resourceType", Rank.NOISE),
        ("failedCount", Rank.NUMBER),
        ("@type", Rank.NOISE),
        ("flavour", Rank.OTHER),
        ("", Rank.OTHER),
    ],
)
def test_a_name_ranks_by_its_words(name: str, rank: Rank) -> None:
    assert rank_of(name) is rank


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("errorMessage", "Error message"),
        ("sourceIPAddress", "Source IP address"),
        ("finding-severity-counts", "Finding severity counts"),
        ("AVERAGE", "AVERAGE"),
        ("_", "_"),
        ("größe", "Größe"),
    ],
)
def test_a_name_is_written_as_words(name: str, words: str) -> None:
    assert label(name) == words
