"""The kinds of what /scale can scale, as `[scale] kinds` in bellhop.toml names them. No IO."""

# Of app/aws/scaled_numbers/.
NUMBERS = (
    "dynamodb",
    "keyspaces",
    "rds",
    "neptune",
    "elasticache",
    "kafka",
    "lambda",
    "sagemaker",
    "appstream",
    "spot",
    "emr",
    "comprehend",
    "custom",
    "workspaces",
)
SCALED_KINDS = ("group", "ecs", *NUMBERS)  # as app/scaling/catalogue.py lists them
