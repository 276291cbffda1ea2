"""The whole AWS stand-in with the real emulator: alarms reach a queue, IAM is real, the load raises an alarm."""

import json
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from sandbox.aws.account import ROOT_KEY, ROOT_SECRET
from sandbox.aws.bare import create_bare
from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.server import AwsStandIn
from sandbox.aws.stack import Stack
from sandbox.certificates import Authority
from tests.sandbox.aws.fakes import Loop, loop_thread

pytestmark = pytest.mark.timeout(240)  # the first start on a machine installs the emulator
PATIENCE_SECONDS = 90.0


class Emulated:
    """A running AWS with its world, and a queue that hears the alarm topic."""

    def __init__(self, stand_in: AwsStandIn, stack: Stack, loop: Loop) -> None:
        self.stand_in, self.stack, self.loop = stand_in, stack, loop
        self.autoscaling = root_client("autoscaling", self.front("autoscaling"))
        self.cloudwatch = root_client("cloudwatch", self.front("cloudwatch"))
        self._sqs = root_client("sqs", stand_in.ministack)

    def front(self, service: str) -> Endpoint:
        return Endpoint(self.stand_in.endpoint_urls[service], self.stand_in.ministack.ca_file)

    def messages(self) -> list[dict[str, Any]]:
        """The messages that the queue holds now, with `Message` read; they are taken off it."""
        url, messages = self.stack.queue_urls["alarms"], []
        while found := self._sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for each in found:
                envelope = json.loads(each["Body"])
                messages.append({**envelope, "Message": json.loads(envelope["Message"])})
                self._sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
        return messages

    def state(self, name: str) -> str:
        return self.stand_in.home.alarms.alarm(name).state

    def set_state(self, name: str, *states: str) -> None:
        for state in states:
            self.cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="a test")

    def put(self, namespace: str, metric: str, value: float, **dimensions: str) -> None:
        named = [{"Name": name, "Value": each} for name, each in dimensions.items()]
        datum = {"MetricName": metric, "Value": value, "Dimensions": named}
        self.cloudwatch.put_metric_data(Namespace=namespace, MetricData=[datum])


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulated]:
    folder: Path = tmp_path_factory.mktemp("aws")
    stand_in = AwsStandIn(folder, Authority(folder))
    with loop_thread() as loop:
        try:
            loop.run(stand_in.start())
            stack = create_bare(stand_in.ministack)
            loop.run(stand_in.create_world(stack.alarm_topic_arn))
            yield Emulated(stand_in, stack, loop)
        finally:
            loop.run(stand_in.stop())


@pytest.fixture(autouse=True)
def quiet(aws: Emulated) -> Iterator[None]:
    """Each test finds every alarm OK and an empty queue."""
    yield
    for group in ("web", "worker"):
        aws.stand_in.home.load.set(group, None)
    for name in list(aws.stand_in.home.alarms.by_name):
        aws.set_state(name, "OK")
    aws.messages()


def test_the_world_is_there_all_is_well_and_nobody_was_told(aws: Emulated) -> None:
    groups = aws.autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    sizes = {g["AutoScalingGroupName"]: (g["MinSize"], g["DesiredCapacity"], g["MaxSize"]) for g in groups}
    assert sizes == {"web": (1, 2, 8), "worker": (0, 1, 4)}
    assert {i["LifecycleState"] for g in groups for i in g["Instances"]} == {"InService"}
    found = aws.cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    alarms = [*found["MetricAlarms"], *found["CompositeAlarms"]]
    assert {alarm["AlarmName"] for alarm in alarms} == {"web-high-cpu", "web-5xx", "worker-queue-depth", "web-down"}
    assert {(alarm["StateValue"], alarm["ActionsEnabled"]) for alarm in alarms} == {("OK", True)}
    assert aws.messages() == []
    assert aws.cloudwatch.list_metrics(Namespace="AWS/EC2")["Metrics"] == []


def test_a_forced_alarm_reaches_the_topics_queue_in_awss_shape(aws: Emulated) -> None:
    aws.set_state("web-high-cpu", "ALARM")
    [envelope] = aws.messages()
    assert envelope["Subject"] == 'ALARM: "web-high-cpu" in US East (N. Virginia)'
    message = envelope["Message"]
    assert message["AlarmArn"].endswith(":alarm:web-high-cpu")
    assert (message["OldStateValue"], message["NewStateValue"]) == ("OK", "ALARM")
    assert message["Trigger"]["Dimensions"] == [{"value": "web", "name": "AutoScalingGroupName"}]
    assert message["StateChangeTime"].endswith("+0000")


def test_three_changes_within_one_second_come_in_order_with_different_times(aws: Emulated) -> None:
    aws.set_state("web-high-cpu", "ALARM", "OK", "ALARM")
    messages = [each["Message"] for each in aws.messages()]
    assert [message["NewStateValue"] for message in messages] == ["ALARM", "OK", "ALARM"]
    times = [message["StateChangeTime"] for message in messages]
    assert times == sorted(set(times))


def test_the_composite_goes_with_its_children(aws: Emulated) -> None:
    aws.set_state("web-high-cpu", "ALARM")
    aws.set_state("web-5xx", "ALARM")
    last = aws.messages()[-1]["Message"]
    assert (last["AlarmName"], last["NewStateValue"]) == ("web-down", "ALARM")
    assert [child["Arn"].rpartition(":")[2] for child in last["TriggeringChildren"]] == ["web-5xx"]


def test_the_history_holds_the_whole_message_that_was_published(aws: Emulated) -> None:
    aws.set_state("web-high-cpu", "ALARM")
    [envelope] = aws.messages()
    history = aws.cloudwatch.describe_alarm_history(AlarmName="web-high-cpu", HistoryItemType="Action")
    newest = history["AlarmHistoryItems"][0]
    assert newest["HistorySummary"] == f"Successfully executed action {aws.stack.alarm_topic_arn}"
    published = json.loads(newest["HistoryData"])["publishedMessage"]["default"]
    assert json.loads(published) == envelope["Message"]


def test_a_switched_off_alarm_changes_but_tells_nobody(aws: Emulated) -> None:
    aws.cloudwatch.disable_alarm_actions(AlarmNames=["web-5xx"])
    aws.set_state("web-5xx", "ALARM")
    aws.cloudwatch.enable_alarm_actions(AlarmNames=["web-5xx"])
    assert aws.state("web-5xx") == "ALARM"
    assert aws.messages() == []


def test_an_action_that_fails_is_in_the_history(aws: Emulated) -> None:
    missing = f"{aws.stack.alarm_topic_arn}-missing"
    config = {"Namespace": "N", "MetricName": "M", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1}
    compare = {"Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold"}
    aws.cloudwatch.put_metric_alarm(AlarmName="lost", **config, **compare, AlarmActions=[missing])
    aws.set_state("lost", "ALARM")
    items = aws.cloudwatch.describe_alarm_history(AlarmName="lost", HistoryItemType="Action")["AlarmHistoryItems"]
    assert items[0]["HistorySummary"] == f"Failed to execute action {missing}"
    aws.cloudwatch.delete_alarms(AlarmNames=["lost"])


def test_metric_data_moves_the_alarm_on_that_dimension_and_no_other(aws: Emulated) -> None:
    dimensions = [{"Name": "Host", "Value": "db-1"}]
    config = {"Namespace": "Shop", "MetricName": "DiskUsed", "Dimensions": dimensions, "Statistic": "Maximum"}
    compare = {"Period": 10, "EvaluationPeriods": 1, "Threshold": 90.0, "ComparisonOperator": "GreaterThanThreshold"}
    aws.cloudwatch.put_metric_alarm(AlarmName="disk", **config, **compare, AlarmActions=[aws.stack.alarm_topic_arn])
    aws.put("Shop", "DiskUsed", 99.0, Host="db-2")
    assert aws.state("disk") == "INSUFFICIENT_DATA"
    aws.put("Shop", "DiskUsed", 99.0, Host="db-1")
    assert aws.state("disk") == "ALARM"
    [envelope] = aws.messages()
    assert "[99.0 (" in envelope["Message"]["NewStateReason"]
    aws.cloudwatch.delete_alarms(AlarmNames=["disk"])


def test_a_load_raises_the_alarm_and_more_instances_bring_it_down(aws: Emulated) -> None:
    aws.stand_in.home.autoscaling.group("web").seconds_per_launch = 0.2
    aws.stand_in.home.load.set("web", 90)
    until(lambda: aws.state("web-high-cpu") == "ALARM", "the alarm")
    aws.autoscaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=4)
    until(lambda: aws.state("web-high-cpu") == "OK", "the end of the alarm")
    assert [each["Message"]["NewStateValue"] for each in aws.messages()] == ["ALARM", "OK"]
    aws.autoscaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=2)


def test_an_average_counts_a_sample_as_often_as_it_is_said_to_have_been(aws: Emulated) -> None:
    now = datetime.now(UTC)
    samples = {"MetricName": "Weighted", "Timestamp": now, "Values": [0.0, 90.0], "Counts": [1.0, 8.0]}
    aws.cloudwatch.put_metric_data(Namespace="Shop", MetricData=[samples])
    around = {"StartTime": now - timedelta(minutes=1), "EndTime": now + timedelta(minutes=1)}
    [point] = aws.cloudwatch.get_metric_statistics(
        Namespace="Shop", MetricName="Weighted", Period=60, Statistics=["Average"], **around
    )["Datapoints"]
    assert point["Average"] == 80.0


def test_a_forced_alarm_returns_to_what_its_metric_says_while_there_is_data(aws: Emulated) -> None:
    aws.stand_in.home.load.set("worker", 10)
    until(lambda: "worker-queue-depth" in aws.stand_in.home.values, "the first data")
    aws.set_state("worker-queue-depth", "ALARM")
    until(lambda: aws.state("worker-queue-depth") == "OK", "the return")


def test_who_may_not_is_refused_by_the_fronts_too(aws: Emulated) -> None:
    iam = root_client("iam", aws.stand_in.ministack)
    iam.create_user(UserName="reader")
    allowed = {"Effect": "Allow", "Action": ["autoscaling:Describe*", "cloudwatch:Describe*"], "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=policy)
    key = iam.create_access_key(UserName="reader")["AccessKey"]

    def reader(service: Any, secret: str = key["SecretAccessKey"]) -> Any:
        at = aws.front(service)
        who = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": secret}
        return boto3.Session(**who, region_name="us-east-1").client(
            service, endpoint_url=at.url, verify=str(at.ca_file)
        )

    assert reader("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    with pytest.raises(ClientError, match="not authorized to perform: autoscaling:SetDesiredCapacity"):
        reader("autoscaling").set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=8)
    with pytest.raises(ClientError, match="not authorized to perform: autoscaling:SuspendProcesses"):
        reader("autoscaling").suspend_processes(AutoScalingGroupName="web")
    assert reader("cloudwatch").describe_alarms()["MetricAlarms"]
    with pytest.raises(ClientError, match="not authorized to perform: cloudwatch:SetAlarmState"):
        reader("cloudwatch").set_alarm_state(AlarmName="web-5xx", StateValue="ALARM", StateReason="no")
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        reader("autoscaling", "a wrong secret").describe_auto_scaling_groups()
    assert aws.stand_in.home.autoscaling.group("web").desired == 2
    assert aws.state("web-5xx") == "OK"


@pytest.mark.parametrize(
    "key", ["test", "", "123456789012", ROOT_KEY], ids=["well known", "none", "the account", "the owner's"]
)
@pytest.mark.parametrize("service", ["lambda", "autoscaling"])
def test_a_key_that_can_be_guessed_opens_nothing(aws: Emulated, service: Any, key: str) -> None:
    signed = presigned(aws, service, Credentials(key, "test"))
    assert answer_to(signed, {})[0] in (400, 403)


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["another host name", "a web page", "a file", "a page's image or form"],
)
@pytest.mark.parametrize("service", ["lambda", "autoscaling", "cloudwatch"])
def test_no_port_of_it_serves_a_web_page(aws: Emulated, service: Any, headers: dict[str, str]) -> None:
    """Whoever may create functions runs code on this machine."""
    signed = presigned(aws, service, Credentials(ROOT_KEY, ROOT_SECRET))
    assert answer_to(signed, {})[0] == 200
    status, answered = answer_to(signed, headers)
    assert (status, [name for name in answered if name.lower().startswith("access-control")]) == (403, [])


@pytest.mark.parametrize("path", ["reset", "config", "sqs/messages?QueueUrl=x", "ses/messages"])
def test_nobody_runs_the_emulator_without_a_key(aws: Emulated, path: str) -> None:
    """It has ways of its own to empty the account, to change its settings and to read what is there."""
    at = aws.stand_in.ministack
    for method in ("GET", "POST"):
        assert answer_to((at, f"{at.url}/_ministack/{path}"), {}, method)[0] == 403
    assert "web-high-cpu" in aws.stand_in.home.alarms.by_name
    assert answer_to((at, f"{at.url}/_ministack/health"), {})[0] == 200


READS = {
    "lambda": "/2015-03-31/functions",
    "autoscaling": "/?Action=DescribeAutoScalingGroups&Version=2011-01-01",
    "cloudwatch": "/?Action=DescribeAlarms&Version=2010-08-01",
}


QUERY, JSON = "application/x-www-form-urlencoded", "application/x-amz-json-1.1"
# A call of each of our own servers: what it is sent as, what, and a word of the answer.
CALLS: dict[str, tuple[dict[str, str], str, str]] = {
    "autoscaling": (
        {"Content-Type": QUERY},
        "Action=SetDesiredCapacity&AutoScalingGroupName=web&DesiredCapacity=2&Version=2011-01-01",
        "<SetDesiredCapacityResponse",
    ),
    "cloudwatch": (
        {"Content-Type": QUERY},
        "Action=SetAlarmState&AlarmName=web-5xx&StateValue=OK&StateReason=well&Version=2010-08-01",
        "<SetAlarmStateResponse",
    ),
    "ec2": (
        {"Content-Type": QUERY},
        "Action=DescribeInstances&Version=2016-11-15",
        "<DescribeInstancesResponse",
    ),
    "ecs": (
        {"Content-Type": JSON, "X-Amz-Target": "AmazonEC2ContainerServiceV20141113.ListClusters"},
        "{}",
        "clusterArns",
    ),
    "application-autoscaling": (
        {"Content-Type": JSON, "X-Amz-Target": "AnyScaleFrontendService.DescribeScalableTargets"},
        '{"ServiceNamespace": "ecs"}',
        "ScalableTargets",
    ),
    "pricing": (
        {"Content-Type": JSON, "X-Amz-Target": "AWSPriceListService.GetProducts"},
        '{"ServiceCode": "AmazonEC2", "Filters": []}',
        "PriceList",
    ),
}
# The emulator answers some of these without looking at who asks.
WAYS = list(product(("POST", "PUT", "OPTIONS"), ("/", "/health", "/_ministack/health", "/v2/")))


@pytest.mark.parametrize(
    "by",
    [None, Credentials("test", "test"), Credentials(ROOT_KEY, "test")],
    ids=["nobody", "a key that there is not", "another secret"],
)
@pytest.mark.parametrize("service", list(CALLS))
def test_each_server_acts_only_for_whom_the_emulator_has_let_in(
    aws: Emulated, service: Any, by: Credentials | None
) -> None:
    assert set(CALLS) == set(aws.stand_in.endpoint_urls)
    answer = CALLS[service][2]
    assert [way for way in WAYS if answer in answered(aws, service, by, *way)] == []
    assert answer in answered(aws, service, Credentials(ROOT_KEY, ROOT_SECRET), "POST", "/")


def answered(aws: Emulated, service: Any, by: Credentials | None, method: str, path: str) -> str:
    """The body of its answer to the service's call, signed by somebody."""
    at, (headers, body, _) = aws.front(service), CALLS[service]
    request = AWSRequest(method, f"{at.url}{path}", headers, body)
    if by:
        SigV4Auth(by, "monitoring" if service == "cloudwatch" else service, "us-east-1").add_auth(request)
    return said_to((at, f"{at.url}{path}"), dict(request.headers), method, body.encode())[2]


def presigned(aws: Emulated, service: Any, by: Credentials) -> tuple[Endpoint, str]:
    """A call that reads, as a browser can make it: all of its signature is in the address."""
    at = aws.stand_in.ministack if service == "lambda" else aws.front(service)
    name = "monitoring" if service == "cloudwatch" else service
    request = AWSRequest(method="GET", url=at.url + READS[service])
    SigV4QueryAuth(by, name, "us-east-1", expires=600).add_auth(request)
    return at, str(request.url)


def answer_to(signed: tuple[Endpoint, str], headers: dict[str, str], method: str = "GET") -> tuple[int, dict[str, str]]:
    """Its status and headers."""
    return said_to(signed, headers, method)[:2]


def said_to(
    signed: tuple[Endpoint, str], headers: dict[str, str], method: str, body: bytes | None = None
) -> tuple[int, dict[str, str], str]:
    """Its status, headers and body."""
    at, url = signed
    trust = ssl.create_default_context(cafile=str(at.ca_file))
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, context=trust) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, dict(refused.headers), refused.read().decode()


def test_a_policy_may_bind_a_key_to_an_encryption_context(aws: Emulated) -> None:
    iam, kms = root_client("iam", aws.stand_in.ministack), root_client("kms", aws.stand_in.ministack)
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    iam.create_user(UserName="bound")
    condition = {"StringEquals": {"kms:EncryptionContext:app": "bellhop"}}
    allowed = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": arn, "Condition": condition}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_user_policy(UserName="bound", PolicyName="decrypt", PolicyDocument=policy)
    key = iam.create_access_key(UserName="bound")["AccessKey"]
    who = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    at = aws.stand_in.ministack
    session = boto3.Session(**who, region_name="us-east-1")
    bound = session.client("kms", endpoint_url=at.url, verify=str(at.ca_file))

    def opened(context: dict[str, str]) -> bytes:
        blob = kms.encrypt(KeyId=arn, Plaintext=b"secret", EncryptionContext=context)["CiphertextBlob"]
        return bytes(bound.decrypt(CiphertextBlob=blob, EncryptionContext=context)["Plaintext"])

    assert opened({"app": "bellhop"}) == b"secret"
    with pytest.raises(ClientError, match="not authorized to perform: kms:Decrypt"):
        opened({"app": "another"})


def test_what_is_not_about_alarms_is_ministacks(aws: Emulated) -> None:
    aws.cloudwatch.put_dashboard(DashboardName="shop", DashboardBody="{}")
    assert aws.cloudwatch.get_dashboard(DashboardName="shop")["DashboardBody"] == "{}"


def test_the_page_sees_groups_and_alarms(aws: Emulated) -> None:
    state = aws.stand_in.state()
    web = next(group for group in state["groups"] if group["name"] == "web")
    assert (web["min"], web["max"], web["load"]) == (1, 8, None)
    assert {"id", "state", "zone", "since"} == set(web["instances"][0])
    cpu = next(alarm for alarm in state["alarms"] if alarm["name"] == "web-high-cpu")
    assert (cpu["kind"], cpu["state"], cpu["metric"], cpu["threshold"], cpu["group"]) == (
        "metric",
        "OK",
        "CPUUtilization",
        80.0,
        "web",
    )
