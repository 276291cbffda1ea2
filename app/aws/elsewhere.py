"""STS, and AWS in other accounts and regions: the same doors, in a role that lets Bellhop in there.

A role is assumed when somebody asks for something there, in their name, and kept until shortly before it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

from botocore.credentials import Credentials, ReadOnlyCredentials

from app.aws.door import DENIED, home_client, made_by, refusals, session_with
from app.aws.unusable import is_over, is_unknown
from app.base.clock import Clock, now
from app.base.errors import BellhopError, Later, Refused
from app.base.places import asker, in_arn, leading, place_of
from app.base.values import dataclass

if TYPE_CHECKING:
    from botocore.session import Session

    from app.config.accounts import Environment

T = TypeVar("T")

RENEWED_BEFORE = timedelta(minutes=5)
NEW = timedelta(minutes=1)
MOST_KEPT = 100  # people's sessions of one role
BELLHOP, OF = "bellhop", "bellhop-{user}"
NOT_IN_A_NAME = re.compile(r"[^\w+=,.@-]", re.ASCII)
NAME_LIMIT = 64  # botocore sts/2011-06-15, roleSessionNameType

NO_ROLE = (
    "Bellhop can't act in {there}: its [[account]] in bellhop.toml has no `role`. Whoever runs Bellhop can add one: "
    "docs/deploy.md says how."
)
NOT_DEPLOYED = (
    "Bellhop can't act in {there}: it was deployed without leave to assume the role `{role}`. Whoever runs Bellhop can "
    "add that to the parameter `roles` and deploy again."
)
NOT_LET_IN = (
    "Bellhop can't get into {there}: AWS doesn't let it assume the role `{role}`. Whoever runs that account can look "
    "whether the role is there, and trusts Bellhop's worker with the external id in bellhop.toml."
)
NOT_ASKED = "Bellhop can't get into {there}: {problem}"
NOT_ALLOWED = (
    "AWS does not allow Bellhop to {what} in {there}. Whoever runs that account can make the role there again, from "
    "`python -m app role-template` ({said})."
)
# Of a region that is not enabled; also of a role that was deleted and made again since it was assumed.
NOT_TAKEN = (
    "AWS does not take Bellhop's session in {there} ({said}). If that region is not enabled in the account, whoever "
    "runs it can enable it; or take it off `regions` of its [[account]] in bellhop.toml."
)
ASSUME = "assume the role {role}"


@dataclass(frozen=True)
class Lent:
    """What STS gave, when, and until when."""

    keys: ReadOnlyCredentials
    given: datetime
    ends: datetime


class Assumed(Credentials):
    """A role's credentials, of each person who asks; the SDK asks for them at each call."""

    def __init__(self, account: str, role: str, external_id: str, clock: Clock = now) -> None:
        super().__init__("", "", method="assume-role", account_id=account)
        self._account, self._role, self._external_id, self._clock = account, role, external_id, clock
        self._kept: dict[str, Lent] = {}
        self._lock, self._making = Lock(), Lock()
        self._session: Session | None = None

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Raises Refused if AWS doesn't let Bellhop in, and Later."""
        name = session_name(asker())
        with self._lock:
            known = self._kept.get(name)
            if known is None or known.ends - self._clock() < RENEWED_BEFORE:
                known = self._kept[name] = self._renewed(name, known)
                for other in list(self._kept)[:-MOST_KEPT]:
                    del self._kept[other]
            return known.keys

    def client(self, service: str, region: str) -> Any:
        """Another one each time; all of an account share a session, which can make one at a time."""
        with self._making:
            self._session = self._session or session_with(self)
            return made_by(self._session, service, region)

    def _renewed(self, name: str, known: Lent | None) -> Lent:
        try:
            return self._assumed(name)
        except Later:
            if known is None or known.ends <= self._clock():
                raise
            return known
        except BellhopError:
            self._kept.pop(name, None)
            raise

    def _assumed(self, name: str) -> Lent:
        asked = {"RoleArn": self._role, "RoleSessionName": name}
        asked |= {"ExternalId": self._external_id} if self._external_id else {}
        with leading(None), refusals(Refused, ASSUME.format(role=self._role)):
            given = home_client("sts").assume_role(**asked)["Credentials"]
        keys = (given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], self._account)
        return Lent(ReadOnlyCredentials(*keys), self._clock(), given["Expiration"])

    def forget(self) -> bool:
        """Those of whoever asks, which AWS does not take; False if they are so new that others would be no better."""
        name = session_name(asker())
        with self._lock:
            known = self._kept.get(name)
            is_old = known is not None and self._clock() - known.given > NEW
            if is_old:
                del self._kept[name]
        return is_old


def session_name(user_id: str) -> str:
    """Under which CloudTrail there shows whatever is done."""
    return NOT_IN_A_NAME.sub("-", OF.format(user=user_id))[:NAME_LIMIT] if user_id else BELLHOP


class Door:
    """The way into one account and region."""

    def __init__(self, to: Environment, credentials: Assumed, roles: frozenset[str]) -> None:
        self.to = to
        self._credentials, self._roles = credentials, roles
        self._clients: dict[str, Any] = {}
        self._lock = Lock()

    @property
    def refusal(self) -> str:
        """Why nobody gets in, whatever AWS says; '' if that is AWS's to say."""
        words = {"there": self.to.words, "role": self.to.role}
        if not self.to.role:
            return NO_ROLE.format(**words)
        return "" if self.to.role in self._roles else NOT_DEPLOYED.format(**words)

    def client(self, service: str) -> Any:
        """Raises Refused and Later as AssumeRole answers, before anything is asked there."""
        self.enter()
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self._credentials.client(service, self.to.region)
            return self._clients[service]

    def enter(self) -> None:
        if self.refusal:
            raise Refused(self.refusal)
        words = {"there": self.to.words, "role": self.to.role}
        try:
            self._credentials.get_frozen_credentials()
        except Later as problem:
            raise Later(NOT_ASKED.format(problem=problem, **words), problem.wait) from problem
        except Refused as problem:
            raise Refused(NOT_LET_IN.format(**words)) from problem

    def refused(self, code: str, what: str, said: str) -> BellhopError | None:
        """What was asked is not done; a session that AWS took before is assumed again the next time."""
        words = {"there": self.to.words, "what": what, "said": said}
        if code in DENIED:
            self._credentials.forget()  # somebody may have revoked the sessions until now
            return Refused(NOT_ALLOWED.format(**words))
        if not (is_over(code) or is_unknown(code)):
            return None
        problem = NOT_TAKEN.format(**words)
        return Later(problem, maybe_done=False) if self._credentials.forget() else Refused(problem)

    def leads(self) -> AbstractContextManager[None]:
        return leading(self)

    def of(self, door: T) -> T:
        """The same door to a service, leading there."""
        return cast("T", Through(self, door))


class Through:
    """Whatever is asked of a door to a service is asked elsewhere."""

    def __init__(self, way: Door, door: Any) -> None:
        self._way, self._door = way, door

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._door, name)

        def ask(*values: Any, **named: Any) -> Any:
            with self._way.leads():
                answer = found(*values, **named)
            return self._in_steps(answer) if isinstance(answer, Iterator) else answer

        return ask if callable(found) else found

    def _in_steps(self, answer: Iterator[Any]) -> Iterator[Any]:
        """Each page is asked for when its time comes."""
        while True:
            with self._way.leads():
                try:
                    page = next(answer)
                except StopIteration:
                    return
            yield page


class Doors:
    """All ways out of home, by account and region; none is opened before somebody goes there.

    roles  those that the deployment lets Bellhop assume
    """

    def __init__(
        self, environments: Mapping[tuple[str, str], Environment], roles: frozenset[str], clock: Clock = now
    ) -> None:
        self.environments = environments
        self._roles, self._clock = roles, clock
        self._assumed: dict[tuple[str, str], Assumed] = {}
        self._doors: dict[tuple[str, str], Door] = {}
        self._lock = Lock()

    def way(self, name: str, arn: str = "") -> Door | None:
        """To what has this ARN, else to what has this whole name; None for what is at home, or nowhere any more."""
        account, region = in_arn(arn)
        if account and region:
            return self.to(account, region)
        place = place_of(name)
        there = (at for at, known in self.environments.items() if known.place.casefold() == place.casefold())
        return next((self.to(*at) for at in there), None)

    def to(self, account: str, region: str) -> Door | None:
        """None if bellhop.toml names no such account and region."""
        environment = self.environments.get((account, region))
        if environment is None:
            return None
        with self._lock:
            if (account, region) not in self._doors:
                self._doors[account, region] = Door(environment, self._credentials_for(environment), self._roles)
            return self._doors[account, region]

    def _credentials_for(self, environment: Environment) -> Assumed:
        """All regions of an account share them."""
        key = (environment.role, environment.external_id)
        if key not in self._assumed:
            self._assumed[key] = Assumed(environment.account, *key, self._clock)
        return self._assumed[key]
