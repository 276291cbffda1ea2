"""The initial content of the sandbox's AWS: groups, ECS services, a table, three alarms, a composite of two of them."""

from dataclasses import dataclass
from typing import Any

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.ecs.model import Ecs
from sandbox.aws.ecs.service import Service
from sandbox.aws.load import LOAD_BALANCER, PERIOD, QUEUE
from sandbox.aws.scalable.model import ScalableTargets

AGE_SECONDS = 3600
TEMPLATE = {"LaunchTemplateName": "shop", "Version": "1", "LaunchTemplateId": "lt-0a1b2c3d4e5f60718"}
ALL_IS_WELL = "Threshold Crossed: 1 out of the last 1 datapoints was not greater than the threshold."
COMPOSITE = "web-down"
RULE = "ALARM(web-high-cpu) AND ALARM(web-5xx)"


@dataclass(frozen=True)
class WorldGroup:
    name: str
    minimum: int
    desired: int
    maximum: int


@dataclass(frozen=True)
class WorldService:
    """A service of ECS; one with bounds is registered at Application Auto Scaling."""

    name: str
    desired: int
    bounds: tuple[int, int] | None

    @property
    def id(self) -> str:
        return f"{CLUSTER}/{self.name}"


@dataclass(frozen=True)
class WorldAlarm:
    """A metric alarm: one period of ten seconds is enough, so that nobody has to wait long."""

    name: str
    group: str
    about: str
    namespace: str
    metric: str
    statistic: str
    threshold: float
    dimensions: dict[str, str]

    def config(self, topic_arn: str) -> dict[str, Any]:
        return {
            "AlarmName": self.name,
            "AlarmDescription": self.about,
            "Namespace": self.namespace,
            "MetricName": self.metric,
            "Dimensions": [{"Name": name, "Value": value} for name, value in self.dimensions.items()],
            "Statistic": self.statistic,
            "Period": PERIOD,
            "EvaluationPeriods": 1,
            "Threshold": self.threshold,
            "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "ignore",
            **actions(topic_arn),
        }


GROUPS = (WorldGroup("web", 1, 2, 8), WorldGroup("worker", 0, 1, 4))
CLUSTER, DIMENSION = "shop", "ecs:service:DesiredCount"
SERVICES = (WorldService("api", 2, (1, 6)), WorldService("batch", 1, None))
# A table with provisioned capacity, and its bounds at Application Auto Scaling.
TABLE = "orders"
UNITS = {"ReadCapacityUnits": (5, (5, 40)), "WriteCapacityUnits": (2, (1, 10))}
ALARMS = (
    WorldAlarm(
        "web-high-cpu",
        "web",
        "The web servers are busy: more of them would help.",
        "AWS/EC2",
        "CPUUtilization",
        "Average",
        80.0,
        {"AutoScalingGroupName": "web"},
    ),
    WorldAlarm(
        "web-5xx",
        "web",
        "The web servers answer with errors.",
        "AWS/ApplicationELB",
        "HTTPCode_Target_5XX_Count",
        "Maximum",
        50.0,
        {"LoadBalancer": LOAD_BALANCER},
    ),
    WorldAlarm(
        "worker-queue-depth",
        "worker",
        "Orders wait for a worker.",
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        "Average",
        500.0,
        {"QueueName": QUEUE},
    ),
)
# Not there from the beginning: with the four above, other projects count the alarms.
SERVICE_ALARM = WorldAlarm(
    "api-high-cpu",
    "shop/api",
    "The API's tasks are busy: more of them would help.",
    "AWS/ECS",
    "CPUUtilization",
    "Average",
    80.0,
    {"ClusterName": "shop", "ServiceName": "api"},
)
GROUP_OF = {alarm.name: alarm.group for alarm in ALARMS} | {COMPOSITE: "web"}


def actions(topic_arn: str) -> dict[str, list[str]]:
    """Every state change goes to the topic."""
    return {"AlarmActions": [topic_arn], "OKActions": [topic_arn]}


def create_groups(model: AutoScaling) -> None:
    """The groups, with their instances in service as if they had run for an hour."""
    for it in GROUPS:
        born = model.clock.now() - AGE_SECONDS
        settings = {"LaunchTemplate": TEMPLATE, "Tags": [{"Key": "Name", "Value": it.name}]}
        group = Group(it.name, it.minimum, it.maximum, it.desired, born, model.place.zones, settings)
        model.create(group, settled=True)


def first_sizes() -> dict[str, int]:
    """How many instances or tasks each begins with: what its load is a percentage of."""
    return {group.name: group.desired for group in GROUPS} | {service.id: service.desired for service in SERVICES}


def create_services(ecs: Ecs, targets: ScalableTargets) -> None:
    """The services, with their tasks running as if they had for an hour."""
    ecs.clusters[CLUSTER] = {}
    for it in SERVICES:
        born = ecs.clock.now() - AGE_SECONDS
        ecs.create(Service(CLUSTER, it.name, it.desired, born, f"{it.name}:1", ecs.place.zones), settled=True)
        if it.bounds:
            targets.register(("ecs", f"service/{it.id}", DIMENSION), *it.bounds)


def create_table(dynamodb: Any) -> None:
    """`orders`; `dynamodb` is a client of the emulator."""
    keys = {"AttributeName": "id"}
    dynamodb.create_table(
        TableName=TABLE,
        AttributeDefinitions=[{**keys, "AttributeType": "S"}],
        KeySchema=[{**keys, "KeyType": "HASH"}],
        ProvisionedThroughput={unit: number for unit, (number, _) in UNITS.items()},
    )


def register_table(targets: ScalableTargets) -> None:
    for unit, (_, bounds) in UNITS.items():
        targets.register(("dynamodb", f"table/{TABLE}", f"dynamodb:table:{unit}"), *bounds)


def create_alarms(cloudwatch: Any, topic_arn: str) -> None:
    """The alarms, without actions yet: `cloudwatch` is a client of the front."""
    for alarm in ALARMS:
        cloudwatch.put_metric_alarm(**alarm.config(topic_arn), ActionsEnabled=False)
    about = "Customers get errors."
    composite = {"AlarmName": COMPOSITE, "AlarmDescription": about, "AlarmRule": RULE, "ActionsEnabled": False}
    cloudwatch.put_composite_alarm(**composite, **actions(topic_arn))


def create_service_alarm(cloudwatch: Any, topic_arn: str) -> None:
    """The alarm on the service `api`, which is OK without anybody hearing of it."""
    cloudwatch.put_metric_alarm(**SERVICE_ALARM.config(topic_arn), ActionsEnabled=False)
    cloudwatch.set_alarm_state(AlarmName=SERVICE_ALARM.name, StateValue="OK", StateReason=ALL_IS_WELL)
    cloudwatch.enable_alarm_actions(AlarmNames=[SERVICE_ALARM.name])


def arm(cloudwatch: Any) -> None:
    """Set all alarms to OK, and only then enable their actions: nobody hears of the initial states."""
    for alarm in ALARMS:
        cloudwatch.set_alarm_state(AlarmName=alarm.name, StateValue="OK", StateReason=ALL_IS_WELL)
    names = [*(alarm.name for alarm in ALARMS), COMPOSITE]
    cloudwatch.enable_alarm_actions(AlarmNames=names)
