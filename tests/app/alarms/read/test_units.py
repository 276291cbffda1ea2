"""Amounts as people write them, and read back."""

import pytest

from app.alarms.read.units import as_duration, number_in, quantity, readable


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (10 * 2**30, "Bytes", "10 GiB"),
        (512, "Bytes", "512 bytes"),
        (3, "Megabytes", "3 MiB"),
        (-2048, "Bytes", "-2 KiB"),
        (1_500_000, "Bits/Second", "1.5 Mbit/s"),
        (0.25, "Seconds", "250 ms"),
        (7500, "Seconds", "2 h 5 min"),
        (902.4, "USD", "$902.40"),
        (5, "Percent", ""),
        (5, "Count", ""),
    ],
)
def test_an_amount_is_written_with_a_unit_of_its_size(value: float, unit: str, written: str) -> None:
    assert quantity(value, unit) == written


@pytest.mark.parametrize(
    ("written", "unit", "value"),
    [
        ("10 GiB", "Bytes", 10 * 2**30),
        ("12.35 GB", "Bytes", 12.35e9),
        ("2 min 5 s", "Seconds", 125),
        ("3 s", "Milliseconds", 3000),
        ("93.2 %", "Percent", 93.2),
        ("$1,250.50", "USD", 1250.5),
        ("12,345,678", "", 12345678),
        ("-2 KiB", "Bytes", -2048),
        ("none", "Bytes", None),
    ],
)
def test_an_amount_can_be_read_back(written: str, unit: str, value: float | None) -> None:
    assert number_in(written, unit) == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("seconds", "written"), [(0, "0 s"), (0.0000125, "12.5 µs"), (1.5, "1.5 s"), (-90, "-1 min 30 s")]
)
def test_a_span_is_written_by_its_two_largest_units(seconds: float, written: str) -> None:
    assert as_duration(seconds) == written


@pytest.mark.parametrize(
    ("words", "value", "written"),
    [
        (["start", "date"], 1795168000000, "2026-11-20T09:46:40Z"),
        (["timestamp"], 1795168000, "2026-11-20T09:46:40Z"),
        (["at"], 7, ""),
        (["size", "bytes"], 2048, "2 KiB"),
        (["impact", "percentage"], 291.1, "291.1 %"),
        (["count"], 3, ""),
        (["time"], 10**4000, ""),
        (["time"], True, ""),
    ],
)
def test_a_number_whose_name_says_its_unit_is_read_so(words: list[str], value: object, written: str) -> None:
    assert readable(words, value) == written
