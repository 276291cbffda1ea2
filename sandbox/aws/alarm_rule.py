"""The rules of composite alarms: `ALARM(a) AND NOT OK("b")`, as CloudWatch's PutCompositeAlarm reads them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

STATES = ("ALARM", "OK", "INSUFFICIENT_DATA")
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+')
UNSUPPORTED = "Error in AlarmRule [Unsupported token '{token}' at char {at}]"

# What an alarm's state is, by its name.
StateOf = Callable[[str], str]


@dataclass(frozen=True)
class Rule:
    """A parsed rule, and the alarms that it names, in the rule's order."""

    holds: Callable[[StateOf], bool]
    names: tuple[str, ...] = ()


def parse_rule(text: str) -> Rule:
    """The rule of a text; ValueError in CloudWatch's words if it is invalid."""
    reader = _Reader(text)
    rule = reader.alternatives()
    if reader.token != "":
        raise reader.unsupported()
    return rule


class _Reader:
    """Recursive descent over the tokens: OR binds weaker than AND, AND weaker than NOT."""

    def __init__(self, text: str) -> None:
        self._tokens = [(found.group(), found.start()) for found in TOKEN.finditer(text)] + [("", len(text))]
        self._at = 0

    @property
    def token(self) -> str:
        return self._tokens[self._at][0]

    def unsupported(self) -> ValueError:
        token, at = self._tokens[self._at]
        return ValueError(UNSUPPORTED.format(token=token or "<EOF>", at=at))

    def alternatives(self) -> Rule:
        rules = [self._combined()]
        while self.token == "OR":
            self._next()
            rules.append(self._combined())
        return Rule(lambda state: any(rule.holds(state) for rule in rules), _names(rules))

    def _combined(self) -> Rule:
        rules = [self._single()]
        while self.token == "AND":
            self._next()
            rules.append(self._single())
        return Rule(lambda state: all(rule.holds(state) for rule in rules), _names(rules))

    def _single(self) -> Rule:
        token = self.token
        if token == "NOT":
            self._next()
            inner = self._single()
            return Rule(lambda state: not inner.holds(state), inner.names)
        if token == "(":
            self._next()
            inner = self.alternatives()
            self._take(")")
            return inner
        if token in ("TRUE", "FALSE"):
            self._next()
            return Rule(lambda state: token == "TRUE")
        if token in STATES:
            return self._state_of_an_alarm(token)
        raise self.unsupported()

    def _state_of_an_alarm(self, wanted: str) -> Rule:
        self._next()
        self._take("(")
        name = alarm_name(self.token.strip('"'))
        if name in ("", "(", ")"):
            raise self.unsupported()
        self._next()
        self._take(")")
        return Rule(lambda state: state(name) == wanted, (name,))

    def _next(self) -> None:
        self._at += 1

    def _take(self, expected: str) -> None:
        if self.token != expected:
            raise self.unsupported()
        self._next()


def alarm_name(reference: str) -> str:
    """The name in an alarm's ARN; a name stays as it is."""
    return reference.split(":alarm:", 1)[1] if reference.startswith("arn:") else reference


def _names(rules: list[Rule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for rule in rules for name in rule.names))
