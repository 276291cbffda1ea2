"""What AWS says of the account and its services: Health, Trusted Advisor, DevOps Guru, Support, ACM."""

from __future__ import annotations

from app.alarms.read.service import Service

ACCOUNT: tuple[Service, ...] = (
    Service(
        "aws.health",
        ("AWS Health: {detail.eventTypeCode}",),
        {
            "Status": "detail.statusCode",
            "Service": "detail.service",
            "Category": "detail.eventTypeCategory",
            "Affected": "detail.affectedEntities.entityValue",
            "Entities are": "detail.affectedEntities.status",
            "Begins": "detail.startTime",
            "Ends": "detail.endTime",
        },
        body="detail.eventDescription.latestDescription",
        result="detail.statusCode",
        about="detail.eventArn",
        console="health/home#/account/dashboard/open-issues",
    ),
    Service(
        "aws.trustedadvisor",
        ("Trusted Advisor: {detail.check-name} {detail.status}", "Trusted Advisor: {detail.check-name}"),
        {
            "Status": "detail.status",
            "Resource": "detail.resource_id",
            "Details": "detail.check-item-detail",
        },
        result="detail.status",
        about="detail.uuid",
        console="trustedadvisor/home",
        is_warning=True,
    ),
    Service(
        "aws.devops-guru",
        ("DevOps Guru: {detail.insightDescription}", "DevOps Guru: {detail.insightType}", "{detail-type}"),
        {
            "Insight": "detail.insightType",
            "Resources": "detail.resourceCollection.cloudFormation.stackNames",
            "Anomalies": "detail.anomalies.type",
            "Recommendation": "detail.recommendations.name",
            "Since": "detail.startTime",
        },
        severity="detail.insightSeverity",
        about="detail.insightId",
        link="detail.insightUrl",
    ),
    Service(
        "aws.support",
        ("Support: case {detail.display-id} {detail.event-name}", "Support: case {detail.case-id} {detail.event-name}"),
        {"Case": "detail.display-id|detail.case-id", "Origin": "detail.origin"},
        about="detail.case-id",
        console="support/home#/case/?displayId={detail.display-id}",
        wording={
            "CreateCase": "was created",
            "ResolveCase": "was resolved",
            "ReopenCase": "was opened again",
            "AddCommunicationToCase": "has a new message",
        },
        is_plain=True,
    ),
    Service(
        "aws.acm",
        ("{detail-type}: {detail.CommonName|detail.DomainName}", "{detail-type}"),
        {
            "Days to expiry": "detail.DaysToExpiry",
            "Action": "detail.Action",
            "Domain": "detail.DomainName",
            "In use": "detail.InUse",
        },
        about="resources",
        console="acm/home?region={region}#/certificates/list",
        is_warning=True,
    ),
)
