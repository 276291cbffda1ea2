"""A DynamoDB on a loopback port: the operations that the table uses, with its two conditions.

Query answers two items at a time, BatchGetItem leaves the last two of more for another call.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.fakes.serving import Door, serving

Json = dict[str, Any]
PAGE = 2
BATCH_LIMIT = 100
# "Service, account, and table quotas in Amazon DynamoDB", in bytes.
LARGEST_ITEM = 400 * 1024
LARGEST_TRANSACTION = 4 * 1024 * 1024
LONGEST_KEYS = {"pk": 2048, "sk": 1024}


class Refusal(Exception):
    """An error as DynamoDB answers it: its code, and after a colon the reasons of a cancelled transaction."""


class FakeDynamoDB:
    """`items` by (pk, sk), as DynamoDB writes them; `refusals` are the errors that the next calls meet.

    `transactions` are the tokens of those that were done: the same once more does nothing. `writes` counts what was
    written; the answer to number `lost` never comes, though the write is done.
    """

    page = PAGE

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], Json] = {}
        self.refusals: list[str] = []
        self.transactions: set[str] = set()
        self.writes = self.lost = 0
        self.url = ""

    def answer(self, operation: str, asked: Json) -> Json:
        if self.refusals:
            raise Refusal(self.refusals.pop(0))
        operations: dict[str, Callable[[Json], Json]] = {
            "GetItem": self._get,
            "PutItem": self._put,
            "DeleteItem": self._delete,
            "Query": self._query,
            "BatchGetItem": self._get_many,
            "TransactWriteItems": self._put_all,
        }
        return operations[operation](asked)

    def is_lost(self, target: str) -> bool:
        """Whether the answer to this call is to be lost on its way; asked once it was carried out."""
        if not target.endswith(("PutItem", "TransactWriteItems")):
            return False
        self.writes += 1
        return self.writes == self.lost

    def _get(self, asked: Json) -> Json:
        assert asked["ConsistentRead"] is True, "an eventually consistent read would decide on what was"
        item = self.items.get(_key(asked["Key"]))
        return {"Item": item} if item else {}

    def _get_many(self, asked: Json) -> Json:
        ((name, wanted),) = asked["RequestItems"].items()
        assert wanted["ConsistentRead"] is True
        keys = wanted["Keys"]
        if not 1 <= len(keys) <= BATCH_LIMIT or len({_key(key) for key in keys}) != len(keys):
            raise Refusal("ValidationException")
        part = max(PAGE, len(keys) - PAGE)
        found = [self.items[key] for key in map(_key, keys[:part]) if key in self.items]
        rest = {name: {**wanted, "Keys": keys[part:]}} if len(keys) > part else {}
        return {"Responses": {name: found}, "UnprocessedKeys": rest}

    def _put_all(self, asked: Json) -> Json:
        writes = [write["Put"] for write in asked["TransactItems"] if "Put" in write]
        deletes = [write["Delete"] for write in asked["TransactItems"] if "Delete" in write]
        keys = {_key(write["Item"]) for write in writes} | {_key(delete["Key"]) for delete in deletes}
        if not 1 <= len(asked["TransactItems"]) <= BATCH_LIMIT or len(keys) != len(asked["TransactItems"]):
            raise Refusal("ValidationException")
        if sum(_size(write["Item"]) for write in writes) > LARGEST_TRANSACTION:
            raise Refusal("ValidationException")
        if asked["ClientRequestToken"] in self.transactions:
            return {}
        before = dict(self.items)
        try:
            for write in writes:
                self._put(write)
            for delete in deletes:
                self._delete(delete)
        except Refusal as refusal:
            self.items = before
            is_condition = str(refusal) == "ConditionalCheckFailedException"
            raise Refusal("TransactionCanceledException" if is_condition else str(refusal)) from refusal
        self.transactions.add(asked["ClientRequestToken"])
        return {}

    def _put(self, asked: Json) -> Json:
        key = _key(asked["Item"])
        if _size(asked["Item"]) > LARGEST_ITEM:
            raise Refusal("ValidationException")
        stored = self.items.get(key)
        if asked["ConditionExpression"] == "attribute_not_exists(pk)":
            holds = stored is None
        else:
            assert asked["ConditionExpression"] == "version = :read"
            holds = stored is not None and stored["version"] == asked["ExpressionAttributeValues"][":read"]
        if not holds:
            raise Refusal("ConditionalCheckFailedException")
        self.items[key] = asked["Item"]
        return {}

    def _delete(self, asked: Json) -> Json:
        self.items.pop(_key(asked["Key"]), None)
        return {}

    def _query(self, asked: Json) -> Json:
        values, after = asked["ExpressionAttributeValues"], asked.get("ExclusiveStartKey")
        since = " AND sk >= :since" if ":since" in values else ""
        assert asked["KeyConditionExpression"] == f"pk = :pk{since}"
        wanted, first = values[":pk"]["S"], values.get(":since", {"S": ""})["S"]
        below = [item for (pk, sk), item in sorted(self.items.items()) if pk == wanted and sk >= first]
        below = below if asked.get("ScanIndexForward", True) else below[::-1]
        passed = [item["sk"] for item in below].index(after["sk"]) + 1 if after else 0
        rest, page = below[passed:], min(self.page, asked.get("Limit", self.page))
        more = {"LastEvaluatedKey": {name: rest[page - 1][name] for name in ("pk", "sk")}} if len(rest) > page else {}
        return {"Items": rest[:page], **more}


def _size(item: Json) -> int:
    """In bytes, a little more than DynamoDB counts."""
    return len(json.dumps(item, ensure_ascii=False).encode())


def _key(item: Json) -> tuple[str, str]:
    for name, longest in LONGEST_KEYS.items():
        if not 1 <= len(item[name]["S"].encode()) <= longest:
            raise Refusal("ValidationException")
    return item["pk"]["S"], item["sk"]["S"]


@contextmanager
def running_dynamodb() -> Iterator[FakeDynamoDB]:
    """A fresh one for the block."""
    fake = FakeDynamoDB()

    class Operations(Door):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                status, body = 200, fake.answer(self.headers["X-Amz-Target"].partition(".")[2], asked)
            except Refusal as refusal:
                code, _, reasons = str(refusal).partition(":")
                status, body = 400, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "refused"}
                body["CancellationReasons"] = [{"Code": reason} for reason in reasons.split()]
            if fake.is_lost(self.headers["X-Amz-Target"]):
                self.close_connection = True
                return
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

    with serving(Operations) as fake.url:
        yield fake
