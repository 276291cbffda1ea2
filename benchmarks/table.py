"""DynamoDB in memory: the tests' own, which contracts judge, but in whole pages, as a storm of 10,000 needs it."""

from __future__ import annotations

import json
import threading
from typing import Any

from sandbox.aws.protocol import Answer
from tests.fakes.dynamodb import FakeDynamoDB, Json, Refusal

A_PAGE = 5_000  # about a megabyte of rows


class Table(FakeDynamoDB):
    page = A_PAGE

    def __init__(self) -> None:
        super().__init__()
        self._one_at_a_time = threading.Lock()

    def forget(self, pk: str = "") -> None:
        """All, or what is below this key."""
        with self._one_at_a_time:
            self.items = {key: item for key, item in self.items.items() if pk and key[0] != pk}

    def answered(self, target: str, body: bytes) -> Answer:
        status, said = 200, dict[str, Any]()
        try:
            with self._one_at_a_time:
                said = self.answer(target.partition(".")[2], json.loads(body))
        except Refusal as refusal:
            status = 400
            code, _, reasons = str(refusal).partition(":")
            said = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "refused"}
            said["CancellationReasons"] = [{"Code": reason} for reason in reasons.split()]
        return Answer(status, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(said).encode())

    def _get_many(self, asked: Json) -> Json:
        ((name, wanted),) = asked["RequestItems"].items()
        keys = [(key["pk"]["S"], key["sk"]["S"]) for key in wanted["Keys"]]
        return {"Responses": {name: [self.items[key] for key in keys if key in self.items]}, "UnprocessedKeys": {}}
