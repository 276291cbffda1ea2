"""Pages of a listing with MaxRecords and NextToken, as Auto Scaling and CloudWatch cut them."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sandbox.aws.protocol import AwsError

BAD_TOKEN = "Invalid token"

Item = TypeVar("Item")


def page(items: Sequence[Item], params: dict[str, Any], default: int) -> tuple[Sequence[Item], str | None]:
    """The asked page and the token of the next one; the token is the place of the next page's first item."""
    token = params.get("NextToken") or "0"
    if not token.isdigit():
        raise AwsError("InvalidNextToken", BAD_TOKEN)
    first, size = int(token), params.get("MaxRecords") or default
    rest = first + size
    return items[first:rest], str(rest) if rest < len(items) else None
