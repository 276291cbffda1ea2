"""What a service's model allows for a parameter's length, checked as AWS does before it looks at anything else."""

from botocore.model import OperationModel

from sandbox.aws.protocol import AwsError

TOO_LONG = (
    "1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: "
    "Member must have length less than or equal to {most}"
)


def check_lengths(operation: OperationModel, params: dict[str, object]) -> None:
    """Raises ValidationError for the first text that is longer than its shape says."""
    members = operation.input_shape.members if operation.input_shape else {}
    for name, value in params.items():
        most = members[name].metadata.get("max") if name in members else None
        if isinstance(value, str) and most is not None and len(value) > most:
            told = name[0].lower() + name[1:]
            raise AwsError("ValidationError", TOO_LONG.format(value=value, name=told, most=most))
