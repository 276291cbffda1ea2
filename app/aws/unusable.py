"""What the AWS settings of this machine lack, as a sentence with what to do.

The SDK names its own classes; whoever starts Bellhop needs the setting's name. On Lambda, AWS sets all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from botocore import exceptions as sdk

LOG_IN = "run `aws sso login`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"

NO_REGION = "No AWS region is set: give --region eu-central-1, or set AWS_REGION."
NOT_A_REGION = '"{region_name}" is not an AWS region: correct --region or AWS_REGION, for example to eu-central-1.'
NO_CREDENTIALS = f"There are no AWS credentials here: {LOG_IN}."
HALF_A_KEY = "Half of the AWS credentials is missing: set {cred_var} too, or use AWS_PROFILE."
NO_PROFILE = "There is no AWS profile {profile}: set AWS_PROFILE to one that `aws configure list-profiles` shows."
NOT_LOGGED_IN = "You are not logged in to AWS: run `aws sso login`, with --profile if you set AWS_PROFILE."
NO_TERMINAL = "AWS wants the code of your MFA device, and there is no terminal to type it at: run this in one."
NOT_PARSED = "{path} is not a config file that AWS can read: correct it, or set AWS_CONFIG_FILE to another one."
NOT_READ = "{path} can't be read ({said}): correct its permissions, or set AWS_CONFIG_FILE to another one."
NOT_HANDED_OUT = f"The AWS credentials could not be had ({{said}}): correct that in ~/.aws/config, or {LOG_IN}."
WRONG_SETTING = "An AWS setting can't be used ({said}): correct it in ~/.aws/config or in the AWS_ variables."
EXPIRED = f"Your AWS credentials have expired: {LOG_IN}."
NOT_ACCEPTED = f"AWS does not accept your credentials ({{said}}): {LOG_IN}."
CLOCK = "AWS refused the request's time ({said}): set this machine's clock."

SENTENCES: Mapping[type[Exception], str] = {
    sdk.NoRegionError: NO_REGION,
    sdk.InvalidRegionError: NOT_A_REGION,
    sdk.NoCredentialsError: NO_CREDENTIALS,
    sdk.PartialCredentialsError: HALF_A_KEY,
    sdk.ProfileNotFound: NO_PROFILE,
    sdk.ConfigParseError: NOT_PARSED,
    sdk.ConfigNotFound: NOT_PARSED,
    sdk.SSOError: NOT_LOGGED_IN,
    sdk.TokenRetrievalError: NOT_LOGGED_IN,
    sdk.CredentialRetrievalError: NOT_HANDED_OUT,
    sdk.MetadataRetrievalError: NOT_HANDED_OUT,
    sdk.RefreshWithMFAUnsupportedError: NOT_HANDED_OUT,
}

# AWS's codes for a key that it doesn't know, or that is over.
CODES: Mapping[str, str] = {
    **dict.fromkeys(("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"), EXPIRED),
    **dict.fromkeys(("RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture"), CLOCK),
    **dict.fromkeys(
        (
            "AuthFailure",
            "IncompleteSignature",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "NotAuthorized",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException",
        ),
        NOT_ACCEPTED,
    ),
}


# The SDK takes a file that it can't read for one that is not there.
FROM_FILES = (sdk.NoRegionError, sdk.NoCredentialsError, sdk.ProfileNotFound)


def of_setting(problem: Exception, said: Callable[[str], str], files: Callable[[], Iterable[Path]]) -> str:
    """The sentence for what the SDK raised; '' if it isn't about a setting of this machine.

    `files` are those that the SDK reads.
    """
    if isinstance(problem, FROM_FILES) and (unread := next(filter(None, map(_unread, files())), "")):
        return unread
    for kind, sentence in SENTENCES.items():
        if isinstance(problem, kind):
            return sentence.format(**{**getattr(problem, "kwargs", {}), "said": said(str(problem))})
    if isinstance(problem, sdk.ParamValidationError | sdk.OperationNotPageableError):
        return ""
    return WRONG_SETTING.format(said=said(str(problem)))


def of_code(code: str, said: str) -> str:
    """The sentence for AWS's code; '' if it isn't about the credentials."""
    return CODES.get(code, "").format(said=said)


def is_over(code: str) -> bool:
    """Whether it says that the credentials were good, and are over."""
    return CODES.get(code) is EXPIRED


def is_unknown(code: str) -> bool:
    """Whether it says that AWS doesn't know the credentials there."""
    return CODES.get(code) is NOT_ACCEPTED


def _unread(path: Path) -> str:
    """Why a file that is there can't be read."""
    try:
        path.open("rb").close()
    except FileNotFoundError:
        return ""
    except OSError as problem:
        return NOT_READ.format(path=path, said=problem.strerror)
    return ""
