"""Topic, queues and table without functions, to run the app from the source tree (`--no-deploy`)."""

import json
from typing import TYPE_CHECKING

from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.stack import STACK, Stack

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_sns import SNSClient
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.literals import QueueAttributeNameType


def create_bare(ministack: Endpoint) -> Stack:
    """What serverless.yml would make of them, by the API."""
    sqs: SQSClient = root_client("sqs", ministack)
    pairs = {name: _create_queue(sqs, name) for name in ("jobs", "watch", "alarms")}
    topic = _create_topic(root_client("sns", ministack), sqs, pairs["alarms"][0])
    table = _create_table(root_client("dynamodb", ministack))
    living, dead_letters = ({name: pair[i] for name, pair in pairs.items()} for i in (0, 1))
    return Stack(topic, table, living, dead_letters, None)


def _create_queue(sqs: "SQSClient", name: str) -> tuple[str, str]:
    """A queue and its dead-letter queue; only that of jobs is a FIFO queue."""
    suffix = ".fifo" if name == "jobs" else ""
    fifo: dict[QueueAttributeNameType, str] = {"FifoQueue": "true"} if suffix else {}
    dead = sqs.create_queue(QueueName=f"{STACK}-{name}-dead{suffix}", Attributes=fifo)["QueueUrl"]
    redrive = json.dumps({"deadLetterTargetArn": _queue_arn(sqs, dead), "maxReceiveCount": 5})
    made = sqs.create_queue(QueueName=f"{STACK}-{name}{suffix}", Attributes={**fifo, "RedrivePolicy": redrive})
    return made["QueueUrl"], dead


def _create_topic(sns: "SNSClient", sqs: "SQSClient", queue_url: str) -> str:
    topic = sns.create_topic(Name=f"{STACK}-alarms")["TopicArn"]
    queue = _queue_arn(sqs, queue_url)
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    sqs.set_queue_attributes(QueueUrl=queue_url, Attributes={"Policy": policy})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    return topic


def _create_table(dynamodb: "DynamoDBClient") -> str:
    dynamodb.create_table(
        TableName=STACK,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    return STACK


def _queue_arn(sqs: "SQSClient", url: str) -> str:
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return str(answer["Attributes"]["QueueArn"])
