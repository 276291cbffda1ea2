"""Messages that are no events: mail, money, and what people and tools write themselves."""

from __future__ import annotations

from app.alarms.read.service import Service

MESSAGES: tuple[Service, ...] = (
    Service(
        "aws.ses",
        (
            "SES: {bounce.bounceType} bounce of {bounce.bouncedRecipients.emailAddress}",
            "SES: complaint of {complaint.complainedRecipients.emailAddress}",
            "SES: {notificationType} of {mail.destination}",
        ),
        {
            "Why": "bounce.bouncedRecipients.diagnosticCode|complaint.complaintFeedbackType",
            "Type": "bounce.bounceType",
            "Kind": "bounce.bounceSubType|complaint.complaintSubType",
            "Status": "bounce.bouncedRecipients.status",
            "From": "mail.source",
            "Subject": "mail.commonHeaders.subject",
            "When": "bounce.timestamp|complaint.timestamp|mail.timestamp",
        },
        marks=("notificationType", "mail"),
        result="notificationType",
        about="mail.messageId",
    ),
    Service(
        "aws.ses",
        ("SES: {eventType} of {mail.destination}", "SES: {eventType}"),
        {
            "Why": "bounce.bouncedRecipients.diagnosticCode|reject.reason|failure.errorMessage|deliveryDelay.delayType",
            "From": "mail.source",
            "Subject": "mail.commonHeaders.subject",
            "When": "mail.timestamp",
        },
        marks=("eventType", "mail"),
        result="eventType",
        about="mail.messageId",
    ),
    Service(
        "aws.ce",
        (
            "Cost anomaly of {$impact.totalImpact} in {rootCauses.service}",
            "Cost anomaly of {$impact.totalImpact} in {dimensionalValue}",
            "Cost anomaly: {monitorName}",
        ),
        {
            "Spent": "$impact.totalActualSpend",
            "Expected": "$impact.totalExpectedSpend",
            "Service": "dimensionalValue|rootCauses.service",
            "Account name": "rootCauses.linkedAccountName",
            "Usage": "rootCauses.usageType",
            "Since": "anomalyStartDate",
            "Until": "anomalyEndDate",
            "Monitor": "monitorName",
        },
        marks=("anomalyId", "impact"),
        about="anomalyId",
        link="anomalyDetailsLink",
        is_warning=True,
    ),
    Service(
        "aws.ce",
        ("Cost anomaly of {$detail.impact.totalImpact} in {detail.dimensionalValue}", "{detail-type}"),
        {
            "Spent": "$detail.impact.totalActualSpend",
            "Expected": "$detail.impact.totalExpectedSpend",
            "Account name": "detail.rootCauses.linkedAccountName",
            "Usage": "detail.rootCauses.usageType",
            "Since": "detail.anomalyStartDate",
            "Monitor": "detail.monitorName",
        },
        about="detail.anomalyId",
        hidden="resources",
        link="detail.anomalyDetailsLink",
        is_warning=True,
    ),
    Service(
        "custom",
        ("{content.title}", "{metadata.summary}", "Custom notification"),
        {
            "Event": "metadata.eventType",
            "Summary": "metadata.summary",
            "Keywords": "content.keywords",
            "Resources": "metadata.relatedResources",
        },
        marks=("content", "source", "version"),
        body="content.description",
        about="metadata.threadId",
    ),
)
