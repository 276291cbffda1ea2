"""Databases, storage and backups."""

from __future__ import annotations

from app.alarms.read.services import Service

DATA: tuple[Service, ...] = (
    Service(
        "aws.rds",
        ("RDS: {detail.SourceIdentifier}",),
        {
            "Category": "detail.EventCategories",
            "Event": "detail.EventID",
            "Source type": "detail.SourceType",
            "When": "detail.Date",
        },
        body="detail.Message",
        about="detail.SourceArn",
        console="rds/home?region={region}#databases:",
    ),
    Service(
        "aws.rds",
        ("RDS: {Source ID}", "RDS: {Event Source}"),
        {"Source": "Event Source", "Event": "Event ID", "When": "Event Time"},
        marks=("Event Source", "Event Message"),
        body="Event Message",
        about="Source ARN|Source ID",
        link="Identifier Link",
    ),
    Service(
        "aws.elasticache",
        ("ElastiCache: {detail.eventName} {detail.cacheClusterId}", "ElastiCache: {detail-type}"),
        {"Cluster": "detail.cacheClusterId|detail.replicationGroupId", "When": "detail.date"},
        body="detail.message|detail.Message",
        about="resources",
        console="elasticache/home?region={region}",
    ),
    Service(
        "aws.redshift",
        ("Redshift: {detail.SourceIdentifier}", "Redshift: {detail.statementName} {detail.state}", "{detail-type}"),
        {"Category": "detail.EventCategories", "Severity": "detail.Severity", "Event": "detail.EventID"},
        body="detail.Message",
        about="detail.SourceArn|resources",
        console="redshiftv2/home?region={region}#dashboard",
    ),
    Service(
        "aws.dms",
        ("DMS: {detail.detailMessage}", "DMS: {detail.type} {detail.eventType}", "{detail-type}"),
        {"Event": "detail.eventType", "Category": "detail.category", "Type": "detail.type", "Resource": "resources"},
        about="resources",
        console="dms/v2/home?region={region}#tasks",
    ),
    Service(
        "aws.glue",
        ("Glue: {detail.jobName} {detail.state}", "Glue: {detail.crawlerName} {detail.state}", "{detail-type}"),
        {
            "Tables changed": "detail.tablesUpdated",
            "Run": "detail.jobRunId",
            "Error": "detail.errorMessage",
            "Results": "detail.resultId|detail.rulesFailed",
        },
        body="detail.message",
        about="detail.jobName|detail.crawlerName",
        console="gluestudio/home?region={region}#/jobs",
    ),
    Service(
        "aws.backup",
        ("AWS Backup: {detail-type}",),
        {
            "State": "detail.state|detail.status",
            "Resource": "detail.resourceArn",
            "Vault": "detail.backupVaultName",
            "Began": "detail.creationDate",
            "Ended": "detail.completionDate",
        },
        body="detail.statusMessage",
        result="detail.state|detail.status",
        about="detail.resourceArn",
        console="backup/home?region={region}#/jobs",
    ),
    Service(
        "aws.s3",
        ("S3: {detail-type} in {detail.bucket.name}",),
        {
            "Object": "detail.object.key",
            "Bytes": "detail.object.size",
            "Reason": "detail.reason",
            "Who": "detail.requester",
            "From": "detail.source-ip-address",
        },
        about="detail.bucket.name",
        console="s3/buckets/{detail.bucket.name}?region={region}",
        is_plain=True,
    ),
    Service(
        "aws.s3",
        ("S3: {Records.eventName} in {Records.s3.bucket.name}",),
        {
            "Object": "Records.s3.object.key",
            "Who": "Records.userIdentity.principalId",
            "From": "Records.requestParameters.sourceIPAddress",
            "When": "Records.eventTime",
        },
        marks=("Records",),
        about="Records.s3.bucket.name",
        is_plain=True,
    ),
    Service(
        "s3",
        ("This message's payload is in S3: {s3BucketName}/{s3Key}",),
        {"Bucket": "s3BucketName", "Key": "s3Key"},
        marks=("s3BucketName", "s3Key"),
        is_plain=True,
    ),
)
