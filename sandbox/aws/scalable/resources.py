"""What Application Auto Scaling scales: services of the sandbox's ECS, tables of its DynamoDB, and plain numbers."""

from collections.abc import Callable
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.aws.ecs.model import Ecs
from sandbox.aws.ecs.service import Service
from sandbox.aws.protocol import AwsError
from sandbox.aws.scalable import words

UNITS = {"ReadCapacityUnits", "WriteCapacityUnits"}
UPDATE_TAKES = 4.0  # seconds


class Resources(Protocol):
    def capacity(self, resource: str, dimension: str) -> int:
        """As it is wanted now; ValidationException where it is not there."""

    def set(self, resource: str, dimension: str, to: int) -> None:
        """Want another one; an AwsError's words are the reason why that failed."""

    def has(self, resource: str, dimension: str, wanted: int) -> bool:
        """Whether as much is there as is wanted."""

    def due(self, resource: str, dimension: str) -> float | None:
        """When as much will be there, if that is known."""

    def there(self, resource: str, dimension: str) -> int | None:
        """How much was there when somebody asked last; nobody is asked."""


class EcsServices:
    """The desired count of ECS's services."""

    def __init__(self, ecs: Ecs) -> None:
        self._ecs = ecs

    def capacity(self, resource: str, dimension: str) -> int:
        return self._service(resource).desired

    def set(self, resource: str, dimension: str, to: int) -> None:
        self._ecs.set_desired(self._service(resource), to)

    def has(self, resource: str, dimension: str, wanted: int) -> bool:
        service = self._service(resource)
        return service.running == wanted and len(service.lasting) == wanted

    def due(self, resource: str, dimension: str) -> float | None:
        return None

    def there(self, resource: str, dimension: str) -> int | None:
        return self._service(resource).running

    def _service(self, resource: str) -> Service:
        _, cluster, name = resource.split("/")
        found = self._ecs.clusters.get(cluster, {}).get(name)
        if found is None or found.status != "ACTIVE":
            raise AwsError("ValidationException", words.NOT_THERE.format(what="ECS service", resource=resource))
        return found


class Tables:
    """The read and write capacity of DynamoDB's tables and their indexes; `client` is made when it is needed.

    UpdateTable "is an asynchronous operation" (API reference): for some seconds DescribeTable tells the old capacity.
    """

    def __init__(self, client: Callable[[], Any], now: Callable[[], float], takes: float = UPDATE_TAKES) -> None:
        self._client = client
        self._now = now
        self._takes = takes
        self._updating: dict[tuple[str, str], tuple[int, float]] = {}
        self._told: dict[tuple[str, str], int] = {}

    def capacity(self, resource: str, dimension: str) -> int:
        told = int(self._throughput(resource)[_unit(dimension)])
        self._told[resource, dimension] = told
        return self._updating.get((resource, dimension), (told, 0.0))[0]

    def set(self, resource: str, dimension: str, to: int) -> None:
        self._throughput(resource)  # refused where there is none
        self._updating[resource, dimension] = (to, self._now() + self._takes)

    def has(self, resource: str, dimension: str, wanted: int) -> bool:
        waiting = self._updating.get((resource, dimension))
        if waiting and waiting[1] > self._now():
            return False
        if waiting:
            del self._updating[resource, dimension]
            self._update(resource, dimension, waiting[0])
        return self.capacity(resource, dimension) == wanted

    def due(self, resource: str, dimension: str) -> float | None:
        waiting = self._updating.get((resource, dimension))
        return waiting[1] if waiting else None

    def there(self, resource: str, dimension: str) -> int | None:
        return self._told.get((resource, dimension))

    def _update(self, resource: str, dimension: str, to: int) -> None:
        now = self._throughput(resource)
        wanted = {unit: int(now[unit]) for unit in UNITS} | {_unit(dimension): to}
        _, table, *index = resource.split("/")
        if index:
            update = {"IndexName": index[1], "ProvisionedThroughput": wanted}
            change: dict[str, Any] = {"GlobalSecondaryIndexUpdates": [{"Update": update}]}
        else:
            change = {"ProvisionedThroughput": wanted}
        try:
            self._client().update_table(TableName=table, **change)
        except (ClientError, BotoCoreError) as failure:
            raise AwsError("ValidationException", str(failure)) from failure

    def _throughput(self, resource: str) -> dict[str, Any]:
        _, table, *index = resource.split("/")
        try:
            found = self._client().describe_table(TableName=table)["Table"]
            if index:
                found = next(each for each in found["GlobalSecondaryIndexes"] if each["IndexName"] == index[1])
            provisioned = found["ProvisionedThroughput"]
        except (ClientError, KeyError, StopIteration) as missing:
            raise AwsError("ValidationException", words.NO_TABLE.format(resource=resource)) from missing
        return dict(provisioned)


class Numbers:
    """Whatever else is registered, as a number each: it begins within its bounds, and is there at once."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, str], int] = {}

    def capacity(self, resource: str, dimension: str) -> int:
        return self.numbers.get((resource, dimension), 1)

    def set(self, resource: str, dimension: str, to: int) -> None:
        self.numbers[resource, dimension] = to

    def has(self, resource: str, dimension: str, wanted: int) -> bool:
        return self.capacity(resource, dimension) == wanted

    def due(self, resource: str, dimension: str) -> float | None:
        return None

    def there(self, resource: str, dimension: str) -> int | None:
        return self.capacity(resource, dimension)


def _unit(dimension: str) -> str:
    return dimension.rpartition(":")[2]
