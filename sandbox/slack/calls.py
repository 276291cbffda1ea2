"""A log of every call to the Web API and to response_urls, in the order in which they came."""

from dataclasses import asdict, dataclass

from sandbox.slack.errors import Json


@dataclass
class Call:
    """`at` is epoch seconds. While it is under way, and where the answer was never sent, `status` is None."""

    at: float
    method: str
    channel: str | None
    status: int | None = None
    error: str | None = None
    ts: str | None = None

    def json(self) -> Json:
        return asdict(self)
