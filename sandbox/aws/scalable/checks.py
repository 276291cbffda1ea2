"""What Application Auto Scaling's framework refuses before the service is asked: enumerations, lengths, page sizes."""

from botocore.model import OperationModel, Shape, StringShape

from sandbox.aws.constraints import check_lengths
from sandbox.aws.protocol import AwsError, service_model
from sandbox.aws.scalable import words

SERVICE = "application-autoscaling"
DETECTED = "{count} validation error{s} detected: {all}"
MOST_RESULTS = 50


def check(name: str, params: dict[str, object]) -> None:
    """Raises ValidationException, with all that is wrong in one sentence."""
    operation = service_model(SERVICE).operation_model(name)
    wrong = [*_enumerations(operation, params)]
    size = params.get("MaxResults")
    if isinstance(size, int) and size > MOST_RESULTS:
        wrong.append(words.LARGE.format(value=size, name="maxResults"))
    if wrong:
        s = "" if len(wrong) == 1 else "s"
        raise AwsError("ValidationException", DETECTED.format(count=len(wrong), s=s, all="; ".join(wrong)))
    try:
        check_lengths(operation, params)
    except AwsError as long:
        raise AwsError("ValidationException", long.message) from long


def _enumerations(operation: OperationModel, params: dict[str, object]) -> list[str]:
    members = operation.input_shape.members if operation.input_shape else {}
    return [
        words.ENUM.format(value=value, name=name[0].lower() + name[1:], values=", ".join(sorted(known)))
        for name, value in params.items()
        if name in members and (known := _known(members[name])) and value not in known
    ]


def _known(shape: Shape) -> list[str]:
    return list(shape.enum) if isinstance(shape, StringShape) else []
