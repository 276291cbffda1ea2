"""How bad it is, in one word, and whether something failed."""

import pytest

from app.alarms.read.severity import Result, Severity, result_in, result_of, scaled, worries, worst_of


@pytest.mark.parametrize(
    ("written", "severity", "words"),
    [
        ("8", Severity.HIGH, "High (8)"),
        ("8.0", Severity.HIGH, "High (8)"),
        ("9.5", Severity.CRITICAL, "Critical (9.5)"),
        ("5", Severity.MEDIUM, "Medium (5)"),
        ("2", Severity.LOW, "Low (2)"),
        ("0", None, "0"),
        ("70", None, "70"),
        ("nan", None, "nan"),
        ("CRITICAL", Severity.CRITICAL, "CRITICAL"),
        ("Informational", Severity.INFO, "Info (Informational)"),
        ("P2", Severity.HIGH, "High (P2)"),
        ("terrible", None, "terrible"),
    ],
)
def test_a_severity_is_a_word_beside_what_was_written(written: str, severity: Severity | None, words: str) -> None:
    assert scaled(written) == (severity, words)


@pytest.mark.parametrize(
    ("said", "result"),
    [
        (["FAILED"], Result.FAILED),
        (["TIMED_OUT"], Result.FAILED),
        (["UPDATE_ROLLBACK_COMPLETE"], Result.FAILED),
        (["NON_COMPLIANT"], Result.FAILED),
        (["UPDATE_COMPLETE"], Result.SUCCEEDED),
        (["Success"], Result.SUCCEEDED),
        (["Succeeded", "Failed"], Result.FAILED),
        (["INCOMPLETE"], Result.NONE),
        (["A Multi-AZ failover has started."], Result.NONE),
        (["Succeeded", "CRITICAL"], Result.FAILED),
        (["12 passed, 0 failed"], Result.SUCCEEDED),
        (["THREATS_FOUND"], Result.FAILED),
        (["NO_THREATS_FOUND"], Result.SUCCEEDED),
        (["CREATE_IN_PROGRESS"], Result.NONE),
        ([], Result.NONE),
    ],
)
def test_one_failure_makes_it_one(said: list[str], result: Result) -> None:
    assert result_in(said) is result


@pytest.mark.parametrize(
    ("name", "value", "result"),
    [
        ("ok", "false", Result.FAILED),
        ("success", "true", Result.SUCCEEDED),
        ("failed", "true", Result.FAILED),
        ("failed", "false", Result.NONE),
        ("errorCode", "AccessDenied", Result.FAILED),
        ("error", "none", Result.NONE),
        ("errorCount", "3", Result.NONE),
        ("exitCode", "137", Result.FAILED),
        ("exitCode", "0", Result.NONE),
        ("colour", "red", Result.NONE),
    ],
)
def test_a_flag_says_what_its_name_says(name: str, value: str, result: Result) -> None:
    assert result_of(name, value) is result


def test_the_worst_that_was_found_is_how_bad_a_scan_is() -> None:
    assert worst_of(["HIGH 7", "CRITICAL 0", "LOW 2"]) is Severity.HIGH
    assert worst_of(["UNDEFINED 2", "words"]) is None


def test_what_is_no_failure_may_still_worry() -> None:
    assert worries(["prod monthly has exceeded your alert threshold"])
    assert not worries(["prod monthly is created"])
