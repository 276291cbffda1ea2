"""λ slack's front: requests without a valid signature are rejected, the App acknowledges the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from app.base.clock import Clock
from app.base.errors import BellhopError, Misconfigured
from app.base.metrics import Metric
from app.base.values import dataclass
from app.config.secrets import Secret
from app.slack.signature import NOT_ACKNOWLEDGED, NOT_READY, Rejected, admit, sorry

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Edge:
    """`secret` verifies requests; `acknowledge` passes an admitted one to the App and returns its HTTP response."""

    secret: Secret
    acknowledge: Callable[[dict[str, Any], Any], dict[str, Any]]
    clock: Clock

    def take(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """An HTTP API event in, its response out."""
        try:
            admitted = admit(event, self.secret, self.clock().timestamp())
        except Rejected as rejected:
            metrics = {Metric.REJECTED: 1, **({Metric.BAD_SIGNATURES: 1} if rejected.is_forged else {})}
            facts = {"status": rejected.status, "why": str(rejected), "metrics": metrics}
            logger.warning("request rejected", extra=facts)
            return rejected.answer()
        except (BellhopError, Misconfigured) as error:
            logger.error("request cannot be verified", extra={"why": str(error), "metrics": {Metric.FAILURES: 1}})
            return Rejected(503, NOT_READY).answer()
        answer = self._acknowledged(admitted, context)
        return answer if answer["statusCode"] < 500 else sorry(admitted, answer)

    def _acknowledged(self, admitted: dict[str, Any], context: Any) -> dict[str, Any]:
        """Bolt reads parts of a body before it handles errors; a body that it cannot read is signed and no harm."""
        try:
            return self.acknowledge(admitted, context)
        except Exception:
            logger.exception("request not acknowledged", extra={"metrics": {Metric.FAILURES: 1}})
            return Rejected(500, NOT_ACKNOWLEDGED).answer()
