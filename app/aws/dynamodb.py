"""DynamoDB: the table of app/store, one item per document, its data as JSON text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.aws.door import AwsError, client, until_fixed
from app.base.errors import Later
from app.base.pause import pause
from app.store.table import BATCH_LIMIT, Changed, Document, Key

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

TRIES = 5
TOO_MUCH = "DynamoDB gave only a part of what Bellhop asked for."
TOO_BUSY = "DynamoDB is busy and did not write to Bellhop's table."
# Reasons of a cancelled transaction that mean load, not a change by somebody else (TransactWriteItems, "Errors").
BUSY = {"ThrottlingError", "ProvisionedThroughputExceeded"}
IN_HAND = "Another DynamoDB transaction holds that document."
# For a write of one item, and of many: somebody changed it, or another transaction or region holds it (which botocore
# doesn't retry). Either way it has to be read again.
HELD = ("TransactionConflictException", "ReplicatedWriteConflictException")
CHANGED = ("ConditionalCheckFailedException", *HELD)
# Of the items of a cancelled transaction; any other reason, such as ValidationError for one over 400 KB, stays so.
CHANGED_REASONS = {"", "None", "ConditionalCheckFailed", "TransactionConflict"}
CONFLICTS = ("TransactionCanceledException", "TransactionConflictException")
# What was asked is wrong, and would be next time; the lease and the bugs that these may be are told apart above.
WRONG = (
    *("ValidationException", "SerializationException", "ItemCollectionSizeLimitExceededException"),
    *("IdempotentParameterMismatchException", *CHANGED, *CONFLICTS),
)


class DynamoTable:
    """A `Table` on DynamoDB; keys `pk` and `sk` are strings, `expires_at` is the table's TTL attribute."""

    def __init__(self, name: str) -> None:
        self._name = name

    def get(self, pk: str, sk: str) -> Document:
        with until_fixed("read Bellhop's table", WRONG):
            answer = _client().get_item(TableName=self._name, Key=_key(pk, sk), ConsistentRead=True)
        return _document(answer["Item"]) if "Item" in answer else Document(pk, sk)

    def put(self, document: Document) -> Document:
        stored = replace(document, version=document.version + 1)
        try:
            with until_fixed("write to Bellhop's table", WRONG):
                _client().put_item(TableName=self._name, Item=_item(stored), **_unchanged(document.version))
        except AwsError as problem:
            if problem.code in CHANGED:
                raise Changed(f"{document.pk} {document.sk}") from None
            raise
        return stored

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Document]:
        unique = list(dict.fromkeys(keys))
        found = {key: Document(*key) for key in unique}
        for start in range(0, len(unique), BATCH_LIMIT):
            for document in self._batch(unique[start : start + BATCH_LIMIT]):
                found[document.pk, document.sk] = document
        return found

    def _batch(self, keys: Sequence[Key]) -> list[Document]:
        wanted: dict[str, Any] = {self._name: {"Keys": [_key(*key) for key in keys], "ConsistentRead": True}}
        documents: list[Document] = []
        in_vain, left = 0, len(keys)
        while in_vain < TRIES:  # an answer of more than 16 MB comes in parts, and a throttled one may be empty
            with until_fixed("read Bellhop's table", WRONG):
                answer = _client().batch_get_item(RequestItems=wanted)
            documents += [_document(item) for item in answer["Responses"].get(self._name, [])]
            wanted = dict(answer.get("UnprocessedKeys", {}))
            if not wanted:
                return documents
            before, left = left, len(wanted[self._name]["Keys"])
            in_vain = 0 if left < before else in_vain + 1
            if in_vain:
                pause(in_vain)
        raise Later(TOO_MUCH, wait=2)

    def put_all(self, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
        # The SDK gives each call a ClientRequestToken, by which DynamoDB recognizes a repetition.
        writes: Any = [
            {
                "Put": {
                    "TableName": self._name,
                    "Item": _item(replace(document, version=document.version + 1)),
                    **_unchanged(document.version),
                }
            }
            for document in documents
        ]
        writes += [{"Delete": {"TableName": self._name, "Key": _key(*key)}} for key in deleted]
        try:
            with until_fixed("write to Bellhop's table", WRONG):
                _client().transact_write_items(TransactItems=writes)
        except AwsError as problem:
            if BUSY & _reasons(problem):
                raise Later(TOO_BUSY, wait=2) from problem
            if problem.code in (*CONFLICTS, *HELD) and _reasons(problem) <= CHANGED_REASONS:
                raise Changed(f"one of {len(documents)} documents") from None
            raise

    def delete(self, pk: str, sk: str) -> None:
        try:
            with until_fixed("write to Bellhop's table", WRONG):
                _client().delete_item(TableName=self._name, Key=_key(pk, sk))
        except AwsError as problem:
            if problem.code in CHANGED:
                raise Later(IN_HAND) from problem
            raise

    def query(self, pk: str, since: str = "", newest: int = 0) -> tuple[Document, ...]:
        condition, values = "pk = :pk", {":pk": {"S": pk}}
        if since:
            condition, values = f"{condition} AND sk >= :since", {**values, ":since": {"S": since}}
        order: dict[str, Any] = {}
        if newest:
            order = {"ScanIndexForward": False, "Limit": newest, "PaginationConfig": {"MaxItems": newest}}
        with until_fixed("read Bellhop's table", WRONG):
            pages = (
                _client()
                .get_paginator("query")
                .paginate(
                    TableName=self._name,
                    KeyConditionExpression=condition,
                    ExpressionAttributeValues=values,
                    ConsistentRead=True,
                    **order,
                )
            )
            return tuple(_document(item) for page in pages for item in page["Items"])


def _reasons(error: AwsError) -> set[str]:
    """Why a transaction was cancelled, by DynamoDB's codes; empty for other errors."""
    response: dict[str, Any] = getattr(error.__cause__, "response", {})
    return {str(reason.get("Code", "")) for reason in response.get("CancellationReasons", ())}


def _client() -> DynamoDBClient:
    made: DynamoDBClient = client("dynamodb")
    return made


def _key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _unchanged(version: int) -> dict[str, Any]:
    """The condition that nobody has written since `version` was read."""
    if version == 0:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {"ConditionExpression": "version = :read", "ExpressionAttributeValues": {":read": {"N": str(version)}}}


def _item(document: Document) -> dict[str, Any]:
    item = _key(document.pk, document.sk)
    item["version"] = {"N": str(document.version)}
    item["data"] = {"S": _json(document.data)}
    if document.token:
        item["token"] = {"S": document.token}
    if document.expires_at:
        item["expires_at"] = {"N": str(document.expires_at)}
    return item


def _json(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair isn't UTF-8; JSON's own escape of it is
        return json.dumps(data)
    return text


def _document(item: dict[str, Any]) -> Document:
    return Document(
        pk=item["pk"]["S"],
        sk=item["sk"]["S"],
        data=json.loads(item["data"]["S"]),
        version=int(item["version"]["N"]),
        expires_at=int(item.get("expires_at", {"N": "0"})["N"]),
        token=item.get("token", {"S": ""})["S"],
    )
