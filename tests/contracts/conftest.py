"""What is judged alike: the sandbox's fronts in this process, and the app's own doors to whatever stands for AWS."""

from tests.sandbox.aws.conftest import fronts

__all__ = ["fronts"]
