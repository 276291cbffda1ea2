"""The unit of what an alarm watches: its own, or the one that AWS reports the metric in. No IO.

An alarm's message seldom says a unit: CloudWatch compares whatever unit there is.
"""

from __future__ import annotations

import re

from app.alarms.read.watch import Query

PERCENT, BYTES, SECONDS, MILLISECONDS = "Percent", "Bytes", "Seconds", "Milliseconds"
NO_UNIT = ("", "None")
AWS = "AWS/"
# Metrics that AWS reports in percent.
PERCENTAGES = re.compile(r"percent(age)?$|^percent|%$", re.IGNORECASE)
UTILIZATION = re.compile(r"(CPU|Memory)Utilization$")
# "...Bytes...", and what RDS, EC2 and ElastiCache measure in bytes without saying so.
BYTE_METRICS = re.compile(
    r"Bytes|^(Free|Used|Total)?(Storage|Local)Space$|^(FreeableMemory|SwapUsage|FreeLocalStorage|NetworkIn|NetworkOut"
    r"|VolumeBytesUsed|BinLogDiskUsage|TransactionLogsDiskUsage|OldestReplicationSlotLag|FreeStorageSpace)$"
)
# Each with its namespaces, since AWS reports a latency here in seconds and there in milliseconds.
SPANS = (
    (re.compile(r"^(Duration|PostRuntimeExtensionsDuration|IteratorAge|InitDuration)$"), ("AWS/Lambda",), MILLISECONDS),
    (re.compile(r"^(Integration)?Latency$"), ("AWS/ApiGateway",), MILLISECONDS),
    (re.compile(r"^SuccessfulRequestLatency$"), ("AWS/DynamoDB",), MILLISECONDS),
    (re.compile(r"Time$"), ("AWS/States",), MILLISECONDS),
    (re.compile(r"IteratorAgeMilliseconds$"), ("AWS/Kinesis",), MILLISECONDS),
    (re.compile(r"^(Latency|TargetResponseTime)$"), ("AWS/ELB", "AWS/ApplicationELB"), SECONDS),
    (re.compile(r"Latency$|Lag$"), ("AWS/RDS", "AWS/ElastiCache"), SECONDS),
    (re.compile(r"^ApproximateAgeOfOldestMessage$"), ("AWS/SQS",), SECONDS),
)
CHARGES, CURRENCY = ("AWS/Billing", "EstimatedCharges"), "Currency"


def unit_of(query: Query) -> str:
    """As CloudWatch calls units, or a currency; '' if it is a plain number or nobody knows."""
    if query.statistic.replace("_", "").casefold() == "samplecount":
        return ""
    if query.unit not in NO_UNIT:
        return query.unit
    is_of_aws = query.namespace.startswith(AWS)
    if PERCENTAGES.search(query.metric) or (is_of_aws and UTILIZATION.search(query.metric)):
        return PERCENT
    if (query.namespace, query.metric) == CHARGES:
        return dict(query.dimensions).get(CURRENCY, "")
    if is_of_aws and BYTE_METRICS.search(query.metric):
        return BYTES
    return next((unit for name, where, unit in SPANS if query.namespace in where and name.search(query.metric)), "")
