"""The runbook's button says where it leads; a link that could mislead gets none."""

from __future__ import annotations

import pytest

from app.alarms.show.runbook import NOT_HTTPS, ODD_HOST, TOO_LONG, USER_NAMED, Runbook, runbook_of


def found(description: str) -> Runbook:
    runbook = runbook_of(description)
    assert runbook is not None
    return runbook


@pytest.mark.parametrize(
    ("link", "label"),
    [
        ("https://wiki.example.com/web?a=b&c=d#e", "Runbook: wiki.example.com"),
        ("HTTPS://Wiki.Example.COM/web", "Runbook: wiki.example.com"),
        ("https://wiki.example.com:443/web", "Runbook: wiki.example.com"),
        ("https://wiki.example.com:8443/web", "Runbook: wiki.example.com:8443"),
        ("https://wiki/web", "Runbook: wiki"),
        ("https://10.0.0.1/web", "Runbook: 10.0.0.1"),
        ("https://[::1]:8443/web", "Runbook: [::1]:8443"),
        ("https://xn--80ak6aa92e.com/", "Runbook: xn--80ak6aa92e.com"),
        ("https://good.example.com?@evil.com/", "Runbook: good.example.com"),
    ],
)
def test_the_label_has_the_host_that_the_link_leads_to(link: str, label: str) -> None:
    assert found(f"Runbook: {link}").label == label


def test_letters_that_look_like_others_are_shown_as_what_they_are_and_the_link_leads_there() -> None:
    runbook = found("Runbook: https://wiki.ex\u0430mple.com/web")  # a Cyrillic a
    assert runbook.label == "Runbook: wiki.xn--exmple-4nf.com"
    assert runbook.url == "https://wiki.xn--exmple-4nf.com/web"


def test_a_long_host_keeps_its_end_which_says_whose_it_is() -> None:
    label = found(f"Runbook: https://wiki.example.com.{'a' * 60}.evil.com/").label
    assert len(label) == 75
    assert label.startswith("Runbook: …a")
    assert label.endswith("a.evil.com")


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("http://wiki.example.com/web", NOT_HTTPS),
        ("javascript:alert(document.cookie)", NOT_HTTPS),
        ("data:text/html,hello", NOT_HTTPS),
        ("ssh://wiki.example.com/web", NOT_HTTPS),
        ("https://wiki.example.com@evil.com/", USER_NAMED),
        ("https://wiki.example.com:pass@evil.com/", USER_NAMED),
        (r"https://wiki.example.com\@evil.com/", USER_NAMED),
        (r"https://evil.com\.wiki.example.com/", ODD_HOST),
        ("https://wiki.example.com%2eevil.com/", ODD_HOST),
        ("https://wiki..example.com/", ODD_HOST),
        ("https:///evil.com/", ODD_HOST),
        ("https://[::1/", ODD_HOST),
        ("https://[fe80::1%25wiki.example.com]/", ODD_HOST),  # no browser takes a zone
        ("https://wiki.example.com:port/", ODD_HOST),
        ("https://2130706433/", ODD_HOST),
        ("https://0x7f.1/", ODD_HOST),
        ("https://wiki.example.com/" + "a" * 3000, TOO_LONG),
    ],
)
def test_a_link_that_could_mislead_is_refused_with_the_reason(link: str, why: str) -> None:
    assert found(f"Runbook: {link}") == Runbook(why=why)


def test_the_link_after_the_word_runbook_is_meant() -> None:
    assert found("Dashboard https://d.example.com, run book: <https://r.example.com>.").host == "r.example.com"


def test_a_refused_runbook_is_not_replaced_by_another_link() -> None:
    assert found("https://d.example.com Runbook: http://r.example.com https://e.example.com").url == ""


def test_without_the_word_it_is_the_first_link_that_can_be_a_button() -> None:
    assert found("See http://a.example.com or https://b.example.com.").host == "b.example.com"


@pytest.mark.parametrize("description", ["", "Runbook: docs/operate.md, Alarms", "See http://a.example.com"])
def test_a_description_without_one_has_no_runbook(description: str) -> None:
    assert runbook_of(description) is None
