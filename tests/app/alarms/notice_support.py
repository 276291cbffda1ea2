"""Notices as SNS brings them."""

from typing import Any

from app.alarms.read.regions import resource_name

# For each kind what somebody has to know at a glance, as they read it.
TOLD = {
    "codepipeline_rule": ["books-release FAILED", "Deploy", "DeployToProd", "a specified file already exists"],
    "guardduty_bitcoin": ["High (8)", "Bitcoin activity", "i-0aa11bb22cc33dd44", "books-web-3", "123456789012"],
    "amplify": ["main of d1abcdefgh", "FAILED"],
    "ssm_run_command": ["AWS-RunShellScript", "Failed", "i-0aa11bb22cc33dd44", "i-0ee55ff66aa77bb88"],
    "health_organization": ["upcoming", "210987654321", "reported by", "ledger-db", "readers-db", "2026-12-03"],
    "codepipeline_approval": ["approve ReleaseManager of books-release", "Compare staging with the ticket"],
    "ecs_out_of_memory": ["service:books-api", "api", "137", "OutOfMemoryError", "Essential container in task exited"],
    "inspector": ["CRITICAL", "CVE-2026-10001", "libexample", "2.4.1", "api"],
    "access_analyzer": ["receipts-export", "Public", "true", "AWS *", "s3:GetObject", "s3:ListBucket"],
    "cost_anomaly": [
        "$902.40",
        "$310.00",
        "Amazon Elastic Compute Cloud",
        "treasury-prod",
        "210987654321",
        "2026-11-18",
    ],
    "cloudformation": ["books-api", "UPDATE_ROLLBACK_IN_PROGRESS", "failed to update: [Service]"],
    "rds_message": ["ledger-db", "Multi-AZ instance failover started", "RDS-EVENT-0013"],
    "ses_bounce": ["nobody@example.org", "Permanent", "user unknown", "General"],
    "ecr_scan": ["CRITICAL 3", "HIGH 7", "MEDIUM 9", "api", "prod"],
    "step_functions": ["royalty-run FAILED", "november", "States.TaskFailed", "rate table missing for DE", "09:46:40"],
    "lambda_destination": ["send-receipt", "connection to ledger timed out", "TimeoutError", "RetriesExhausted", "3"],
    "payload_in_s3": ["payload is in S3: large-payloads/0aa11bb2-1111-2222-3333-210987654321"],
    "custom": ["Refresh of *orders* failed", "run 881", "https://jobs.example.com/881"],
    "cloudtrail": [
        "AuthorizeSecurityGroupIngress",
        "Admin/mia",
        "sg-0aa11",
        "0.0.0.0/0",
        "22",
        "198.51.100.23",
        "allowed",
    ],
    "cloudtrail_denied": ["ScheduleKeyDeletion", "by ci", "0aa1", "AccessDenied", "198.51.100.23"],
    "codebuild_phases": ["FAILED in BUILD", "exit status 2"],
    "guardduty_member": ["Account 210987654321", "reported by 123456789012", "High (8)"],
    "securityhub_action": ["Account 210987654321", "Send to on-call", "MEDIUM", "Unusual console login", "AKIAEXAMPLE"],
    "codepipeline_stage": ["stage Build of books-release SUCCEEDED"],
    "guardduty_malware": ["uploads-prod: THREATS_FOUND", "EICAR-Test-File", "incoming/cv.pdf"],
    "securityhub_v2": ["High", "Fail", "S3.8", "invoices-public", "Account 210987654321", "reported by 123456789012"],
    "signin_failed": ["sign-in of mia: Failure", "Failed authentication", "198.51.100.9", "MFA", "No"],
    "config": ["sg-0aa1 is NON_COMPLIANT with restricted-ssh", "Account 210987654321"],
    "codedeploy_message": ["books to prod FAILED", "Failed 3", "HEALTH_CONSTRAINTS", "too many individual instances"],
    "redshift_message": ["Redshift: warehouse", "unavailable due to a hardware failure", "High (ERROR)", "09:50:00"],
    "lambda_event": ["Lambda: ship failed", "Task timed out", "RetriesExhausted"],
    "service_event": ["RotationFailed", "secret:db-AbC"],
    "custom_full": ["refresh failed for ASG OrderProcessorServiceASG", "critical", "*Next steps*", "Page Jane", "Prod"],
    "webhook_message": ["books #9", "High (danger)", "main", "exit status 2"],
    "ssm_automation": ["AWS-RestartEC2Instance Failed", "09:43:25"],
    "ebs_snapshot": ["createSnapshot of snap-01 failed", "volume is in error state"],
    "macie": ["personal information", "High", "exports", "users.csv", "PUBLIC"],
    "trusted_advisor": ["Service Limits WARN", "VPCs", "Current Usage 4"],
    "devops_guru": ["ApproximateAgeOfOldestMessage anomalous", "high", "REACTIVE"],
    "support": ["case 1234563851 was resolved"],
    "acm": ["Approaching Expiration: books.example.com", "14"],
    "codedeploy": ["books to prod FAILURE", "d-123456789"],
    "batch": ["nightly-import FAILED", "Essential container in task exited", "Exit code", "1"],
    "elasticache": ["Cache Update Failed", "high", "security group not found"],
    "dms": ["Replication task has failed", "REPLICATION_TASK_FAILED", "TASK1"],
    "dms_message": ["DMS: orders-cdc: Replication task has failed", "09:50:00"],
    "glue": ["clean-orders FAILED", "High (ERROR)", "exit code 1"],
    "s3_event": ["Object Deleted in backups", "db/2026-11-19.dump", "198.51.100.9"],
    "s3_message": ["ObjectRemoved:Delete in backups", "db/2026-11-19.dump", "198.51.100.9"],
    "ses_reject": ["Reject of x@example.org", "Bad content", "Your invoice"],
    "redshift_data": ["nightly-copy FAILED", "Load into table 'orders' failed", "assumed-role/etl/x", "warehouse"],
    "amplify_event": ["main of d1abcdefgh FAILED"],
    "cloudformation_event": ["UPDATE_ROLLBACK_COMPLETE", "failed to update: [Service]", "books-api"],
    "cost_anomaly_event": ["$100.50", "AWS Lambda", "$120.50", "Account 210987654321", "reported by 123456789012"],
    "unknown_event": ["train-7 Failed", "AlgorithmError: exit code 1", "Starting, Failed"],
}


def sns(message: str, subject: str | None = None) -> dict[str, object]:
    return {"Type": "Notification", "MessageId": "m", "Subject": subject, "Message": message}


def fact(value: Any, path: str) -> str:
    for name in path.split("."):
        value = value[int(name)] if isinstance(value, list) else value.get(name, "")
    return resource_name(one_line(str(value)).removesuffix("."))


def one_line(text: str) -> str:
    return " ".join(text.split())
