"""What is built, deployed and run as a job: CodePipeline to CloudFormation, Step Functions, Batch, SSM, Lambda."""

from __future__ import annotations

from app.alarms.read.service import Service

PIPELINE = "codesuite/codepipeline/pipelines/{detail.pipeline}/view?region={region}"
FAILED_PHASE = "detail.additional-information.phases[phase-status=FAILED]"
PIPELINE_WORDS = (
    "detail.execution-result.external-execution-summary|additionalAttributes.failedActions.additionalInformation"
)


def _lambda_result(source: str, at: str, kind: str = "", marks: tuple[str, ...] = ()) -> Service:
    """Of a destination: alone, or in an event of EventBridge."""
    context = f"{at}requestContext"
    return Service(
        source,
        (f"Lambda: {{{context}.functionArn}} {{{context}.condition}}", f"Lambda: {{{context}.functionArn}}"),
        {
            "Error": f"{at}responsePayload.errorMessage",
            "Type": f"{at}responsePayload.errorType",
            "Condition": f"{context}.condition",
            "Tries": f"{context}.approximateInvokeCount",
            "Function error": f"{at}responseContext.functionError",
            "When": f"{at}timestamp",
        },
        kind=kind,
        marks=marks,
        result=f"{context}.condition",
        hidden=f"{at}responseContext.statusCode|{at}responseContext|resources",
        about=f"{context}.functionArn",
        wording={"Success": "succeeded", "RetriesExhausted": "failed", "EventAgeExceeded": "was not run in time"},
    )


DELIVERY: tuple[Service, ...] = (
    Service(
        "aws.codepipeline",
        ("CodePipeline: action {detail.action} of {detail.pipeline} {detail.state}",),
        {
            "State": "detail.state",
            "Stage": "detail.stage",
            "Action": "detail.action",
            "Error": "detail.execution-result.error-code",
            "Execution": "detail.execution-id",
        },
        kind="Action Execution",
        body=PIPELINE_WORDS,
        link="detail.execution-result.external-execution-url",
        about="detail.execution-id",
        console=PIPELINE,
    ),
    Service(
        "aws.codepipeline",
        ("CodePipeline: stage {detail.stage} of {detail.pipeline} {detail.state}",),
        {
            "State": "detail.state",
            "Action": "additionalAttributes.failedActions.action",
            "Execution": "detail.execution-id",
        },
        kind="Stage Execution",
        body=PIPELINE_WORDS,
        about="detail.execution-id",
        console=PIPELINE,
    ),
    Service(
        "aws.codepipeline",
        ("CodePipeline: {detail.pipeline} {detail.state}",),
        {
            "State": "detail.state",
            "Stage": "additionalAttributes.failedStage|detail.stage",
            "Action": "additionalAttributes.failedActions.action|detail.action",
            "Execution": "detail.execution-id",
        },
        body=PIPELINE_WORDS,
        about="detail.execution-id",
        console=PIPELINE,
    ),
    Service(
        "aws.codepipeline",
        ("CodePipeline: approve {approval.actionName} of {approval.pipelineName}?",),
        {
            "Stage": "approval.stageName",
            "Note": "approval.customData",
            "To look at": "approval.externalEntityLink",
            "Expires": "approval.expires",
        },
        marks=("approval",),
        link="approval.approvalReviewLink|consoleLink",
        is_plain=True,
    ),
    Service(
        "aws.codebuild",
        (
            f"CodeBuild: {{detail.project-name}} {{detail.build-status}} in {{{FAILED_PHASE}.phase-type}}",
            "CodeBuild: {detail.project-name} {detail.build-status}",
            "CodeBuild: {detail.project-name}",
        ),
        {
            "Phase": f"{FAILED_PHASE}.phase-type|detail.completed-phase|detail.current-phase",
            "Initiator": "detail.additional-information.initiator",
            "Branch": "detail.additional-information.source-version",
        },
        body=f"{FAILED_PHASE}.phase-context",
        about="detail.build-id",
        hidden="detail.current-phase-context|detail.current-phase",
        link="detail.additional-information.logs.deep-link",
        console="codesuite/codebuild/projects/{detail.project-name}/history?region={region}",
    ),
    Service(
        "aws.codedeploy",
        ("CodeDeploy: {detail.application} to {detail.deploymentGroup} {detail.state}", "{detail-type}"),
        {
            "Instance": "detail.instanceId",
            "Deployment": "detail.deploymentId",
            "Error": "detail.errorInformation|additionalAttributes.error",
        },
        about="detail.deploymentId",
        console="codesuite/codedeploy/deployments/{detail.deploymentId}?region={region}",
    ),
    Service(
        "aws.codedeploy",
        ("CodeDeploy: {applicationName} to {deploymentGroupName} {status}",),
        {
            "Error": "errorInformation.ErrorCode",
            "Instances": "deploymentOverview",
            "Deployment": "deploymentId",
            "Ended": "completeTime",
            "Trigger": "eventTriggerName",
        },
        marks=("deploymentId", "deploymentGroupName", "applicationName"),
        body="errorInformation.ErrorMessage",
        about="deploymentId",
        console="codesuite/codedeploy/deployments/{deploymentId}?region={region}",
    ),
    Service(
        "aws.amplify",
        ("Amplify: {branch} of {app} {buildStatus}", "Amplify: {app} {buildStatus}"),
        {"App": "app", "Branch": "branch", "Address": "address"},
        marks=("app", "buildStatus", "link"),
        link="link",
    ),
    Service(
        "aws.amplify",
        ("Amplify: {detail.branchName} of {detail.appId} {detail.jobStatus}",),
        {"Job": "detail.jobId"},
        console="amplify/apps/{detail.appId}?region={region}",
    ),
    Service(
        "aws.cloudformation",
        ("CloudFormation: {StackName} {ResourceStatus}",),
        {
            "Reason": "ResourceStatusReason",
            "Resource": "LogicalResourceId",
            "Resource type": "ResourceType",
            "When": "Timestamp",
        },
        marks=("StackName", "ResourceStatus"),
        result="ResourceStatus",
        about="StackId",
        console="cloudformation/home?region={region}#/stacks/stackinfo?stackId={StackId}",
    ),
    Service(
        "aws.cloudformation",
        ("CloudFormation: {detail.stack-id} {detail.status-details.status}", "{detail-type}"),
        {
            "Resource": "detail.logical-resource-id",
            "Reason": "detail.status-details.status-reason",
            "Drift": "detail.status-details.stack-drift-status",
        },
        about="detail.stack-id",
        console="cloudformation/home?region={region}#/stacks/stackinfo?stackId={detail.stack-id}",
    ),
    Service(
        "aws.states",
        ("Step Functions: {detail.stateMachineArn} {detail.status}",),
        {
            "Execution": "detail.name",
            "Error": "detail.error",
            "Cause": "detail.cause.errorMessage|detail.cause.Error|detail.cause",
            "Error type": "detail.cause.errorType",
            "Started": "detail.startDate",
            "Stopped": "detail.stopDate",
        },
        result="detail.status",
        about="detail.executionArn",
        console="states/home?region={region}#/v2/executions/details/{detail.executionArn}",
    ),
    Service(
        "aws.batch",
        ("Batch: {detail.jobName} {detail.status}",),
        {
            "Reason": "detail.statusReason",
            "Exit code": "detail.container.exitCode",
            "Container": "detail.container.reason",
            "Queue": "detail.jobQueue",
            "Attempts": "detail.attempts.statusReason",
            "Started": "detail.startedAt",
            "Stopped": "detail.stoppedAt",
        },
        result="detail.status",
        about="detail.jobId",
        console="batch/home?region={region}#jobs/detail/{detail.jobId}",
    ),
    Service(
        "aws.ssm",
        ("Run Command: {documentName} {status} on {instanceId}", "Run Command: {documentName} {status}"),
        {
            "Instances": "instanceIds|instanceId",
            "Command": "commandId",
            "Details": "detailedStatus",
            "Requested": "requestedDateTime",
            "Ended": "eventTime",
            "Output": "outputS3BucketName",
        },
        marks=("commandId", "documentName", "status"),
        about="commandId",
        console="systems-manager/run-command/{commandId}?region={region}",
    ),
    Service(
        "aws.ssm",
        (
            "Run Command: {detail.document-name} {detail.status} on {detail.instance-id}",
            "Automation: {detail.Definition} {detail.Status}",
            "OpsItem: {detail.title}",
            "Parameter {detail.name}: {detail.operation}",
            "Systems Manager: {detail-type} {detail.status}",
            "Systems Manager: {detail-type}",
        ),
        {
            "Instance": "detail.instance-id",
            "Step": "detail.ActionName|detail.Definition",
            "Status": "detail.status|detail.Status",
            "Compliance": "detail.compliance-status",
            "Command": "detail.command-id",
            "OpsItem": "detail.ops-item-id",
            "Execution": "detail.ExecutionId",
            "Started": "@detail.StartTime",
            "Ended": "@detail.EndTime",
        },
        severity="detail.compliance-severity",
        body="detail.description|detail.FailureMessage",
        console="systems-manager/home?region={region}",
    ),
    _lambda_result("aws.lambda", "", marks=("requestContext", "requestPayload")),
    _lambda_result("lambda", "detail.", kind="Lambda Function Invocation Result"),
)
