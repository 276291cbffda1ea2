"""What the AWS settings lack, by the errors that the SDK raises of them; tests/app/test_main.py has whole commands."""

from __future__ import annotations

from pathlib import Path

import botocore.exceptions as sdk
import pytest

from app.aws.unusable import of_code, of_setting


def of(problem: Exception, *files: Path) -> str:
    return of_setting(problem, str, lambda: files)


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (sdk.UnauthorizedSSOTokenError(), "You are not logged in to AWS: run `aws sso login`"),
        (sdk.SSOTokenLoadError(error_msg="gone"), "You are not logged in to AWS: run `aws sso login`"),
        (sdk.TokenRetrievalError(provider="sso", error_msg="expired"), "You are not logged in to AWS: run"),
        (sdk.MetadataRetrievalError(error_msg="no answer"), "The AWS credentials could not be had ("),
        (sdk.InvalidConfigError(error_msg="odd"), "An AWS setting can't be used (odd): correct it in ~/.aws/config"),
    ],
)
def test_each_of_the_sdks_errors_about_settings_says_what_to_do(problem: Exception, sentence: str) -> None:
    assert of(problem).startswith(sentence)


def test_parameters_of_ours_are_no_setting() -> None:
    assert of(sdk.ParamValidationError(report="Invalid length")) == ""


def test_a_file_that_is_not_there_is_no_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert of(sdk.NoRegionError(), tmp_path / "config").startswith("No AWS region is set")
    assert of(sdk.NoRegionError(), tmp_path / "config", tmp_path).startswith(
        f"{tmp_path} can't be read (Is a directory)"
    )


def test_a_code_about_something_else_than_credentials_is_left_to_the_caller() -> None:
    assert of_code("ValidationError", "no") == ""
    assert of_code("InvalidClientTokenId", "no").startswith("AWS does not accept your credentials (no): run")
