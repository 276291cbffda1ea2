"""AWS's errors as ours: what passes is Later, what is forbidden is Refused, the rest keeps AWS's code and words."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from app.aws.door import AwsError, client, translated
from app.errors import BellhopError, Later, Refused


def raised(error: Exception) -> BellhopError:
    with pytest.raises(BellhopError) as ours, translated("look at the group `web`"):
        raise error
    return ours.value


def said(code: str, message: str = "", status: int = 400) -> ClientError:
    answer = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "Operation")  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["Throttling", "ThrottlingException", "RequestLimitExceeded", "ServiceUnavailable"])
def test_a_busy_aws_is_later(code: str) -> None:
    assert isinstance(raised(said(code, "Rate exceeded")), Later)


def test_any_5xx_is_later_whatever_its_code() -> None:
    assert isinstance(raised(said("SomethingNew", status=503)), Later)


def test_an_aws_that_is_not_reached_is_later() -> None:
    trouble = raised(EndpointConnectionError(endpoint_url="http://127.0.0.1:9"))
    assert isinstance(trouble, Later)
    assert str(trouble) == "AWS did not answer when Bellhop wanted to look at the group `web`."


@pytest.mark.parametrize("code", ["Throttling", "ServiceUnavailable", "ScalingActivityInProgress"])
def test_a_busy_aws_has_surely_done_nothing(code: str) -> None:
    trouble = raised(said(code, status=503))
    assert isinstance(trouble, Later)
    assert not trouble.maybe_done


@pytest.mark.parametrize(
    "error", [EndpointConnectionError(endpoint_url="http://127.0.0.1:9"), said("InternalFailure", status=500)]
)
def test_what_gave_no_answer_or_broke_inside_may_have_been_done(error: Exception) -> None:
    trouble = raised(error)
    assert isinstance(trouble, Later)
    assert trouble.maybe_done


@pytest.mark.parametrize("code", ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"])
def test_what_the_role_may_not_do_is_refused_with_whom_to_ask(code: str) -> None:
    refused = raised(said(code, "not authorized"))
    assert isinstance(refused, Refused)
    assert "does not allow Bellhop to look at the group `web`" in str(refused)
    assert "not authorized" in str(refused)


def test_everything_else_keeps_its_code_and_aws_own_words() -> None:
    error = raised(said("ValidationError", "New SetDesiredCapacity value 9 is above max value 8"))
    assert isinstance(error, AwsError)
    assert (error.code, str(error)) == ("ValidationError", "New SetDesiredCapacity value 9 is above max value 8")


def test_an_empty_message_says_at_least_its_code() -> None:
    assert str(raised(said("ResourceNotFound"))) == "ResourceNotFound"


def test_the_words_of_aws_are_escaped_for_slack() -> None:
    assert "<!channel>" not in str(raised(said("ValidationError", "no group <!channel>")))


def test_a_mistake_of_ours_stays_one() -> None:
    with pytest.raises(ZeroDivisionError), translated("divide"):
        raise ZeroDivisionError


def test_a_service_has_one_client(aws: None) -> None:
    assert client("sqs") is client("sqs")
