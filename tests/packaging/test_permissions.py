"""What infrastructure/*.js makes of the parameters: permissions for secrets, a tag condition, SnapStart."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from typing import Any

import pytest

from app.aws.application_autoscaling import AWS_ACTIONS
from app.aws.scaled_numbers.catalogue import OF_KIND
from app.aws.secrets import ENCRYPTION_CONTEXT
from app.ops import role_numbers
from tools import node
from tools.package import ROOT

KEY = "arn:aws:kms:us-east-1:123456789012:key/0-1"
DEFAULTS = {
    "config": "",
    "bot-token": "ssm:/bellhop/prod/bot-token",
    "signing-secret": "ssm:/bellhop/prod/signing-secret",
    "webhook-url": "",
    "secrets-key": "",
    "scale-tag": "",
}
NOTHING = {"Ref": "AWS::NoValue"}
PARAMETER = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/bellhop/prod/"
SECRET = "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:"

RUN = """
const [file, name, params] = process.argv.slice(1);
const found = require(file);
const resolveVariable = async (address) => JSON.parse(params)[address.replace('param:', '')];
(name ? found[name] : found)({ resolveVariable }).then(
  (made) => console.log(JSON.stringify(made)),
  (error) => { console.error(error.message); process.exit(1); },
);
"""


def run(file: str, name: str, params: dict[str, str]) -> subprocess.CompletedProcess[str]:
    given = json.dumps({**DEFAULTS, **params})
    command = ["node", "-e", RUN, str(ROOT / "infrastructure" / file), name, given]
    return subprocess.run(command, capture_output=True, text=True, env=node.environment())


def secrets_of(reader: str, **params: str) -> Any:
    done = run("secrets.js", reader, {name.replace("_", "-"): value for name, value in params.items()})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def statements(policy: Any) -> list[tuple[str, str, Any]]:
    """Action, resource and condition of each."""
    assert {each["Effect"] for each in policy["PolicyDocument"]["Statement"]} == {"Allow"}
    return [
        (each["Action"], plain(each["Resource"]), plain(each.get("Condition")))
        for each in policy["PolicyDocument"]["Statement"]
    ]


def plain(value: Any) -> Any:
    """Without its Fn::Sub."""
    if isinstance(value, dict):
        return value["Fn::Sub"] if "Fn::Sub" in value else {name: plain(each) for name, each in value.items()}
    return value


def test_each_function_may_read_the_parameters_of_its_own_secrets() -> None:
    bot, signing = f"{PARAMETER}bot-token", f"{PARAMETER}signing-secret"

    assert statements(secrets_of("slack")) == [("ssm:GetParameter", bot, None), ("ssm:GetParameter", signing, None)]
    assert statements(secrets_of("worker")) == [("ssm:GetParameter", bot, None)]
    assert statements(secrets_of("alarms")) == [("ssm:GetParameter", bot, None)]


def test_the_webhooks_address_is_for_the_alarms_alone_and_without_a_bot_nobody_reads_its_token() -> None:
    webhook = {"webhook_url": "ssm:/bellhop/prod/webhook-url"}

    assert statements(secrets_of("alarms", **webhook)) == [("ssm:GetParameter", f"{PARAMETER}webhook-url", None)]
    assert secrets_of("worker", **webhook) == NOTHING


def test_a_kms_value_is_decrypted_by_its_key_and_only_within_its_context() -> None:
    allowed = statements(secrets_of("worker", bot_token="kms:AQICAHg=", secrets_key=KEY))

    bound_to = {f"kms:EncryptionContext:{name}": value for name, value in ENCRYPTION_CONTEXT.items()}
    assert bound_to
    assert allowed == [("kms:Decrypt", KEY, {"StringEquals": bound_to})]


def test_a_secret_of_secrets_manager_is_read_by_its_name_alone() -> None:
    allowed = statements(secrets_of("worker", bot_token="secretsmanager:bellhop/prod#bot"))

    assert allowed == [("secretsmanager:GetSecretValue", f"{SECRET}bellhop/prod-??????", None)]


@pytest.mark.parametrize(
    ("reference", "condition"),
    [
        (
            "ssm:/bellhop/prod/bot-token",
            {"StringEquals": {"kms:EncryptionContext:PARAMETER_ARN": f"{PARAMETER}bot-token"}},
        ),
        (
            "secretsmanager:bellhop",
            {"StringLike": {"kms:EncryptionContext:SecretARN": f"{SECRET}bellhop-??????"}},
        ),
    ],
)
def test_a_key_of_ones_own_opens_that_one_secret(reference: str, condition: Any) -> None:
    allowed = statements(secrets_of("worker", bot_token=reference, secrets_key=KEY))

    assert allowed[1:] == [("kms:Decrypt", KEY, condition)]


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"bot-token": "xoxb-1"}, "must be a reference"),
        ({"bot-token": "kms:AQ="}, "secrets-key must be the ARN"),
        ({"secrets-key": "alias/bellhop"}, "not an alias"),
    ],
)
def test_what_cannot_work_stops_the_deployment_and_the_value_is_not_repeated(
    params: dict[str, str], sentence: str
) -> None:
    done = run("secrets.js", "worker", params)

    assert done.returncode == 1
    assert sentence in done.stderr
    assert not any(value in done.stderr for value in params.values())


def test_a_tag_restricts_which_groups_may_be_changed() -> None:
    assert json.loads(run("scale-tag.js", "tagged", {}).stdout) == NOTHING
    tagged = run("scale-tag.js", "tagged", {"scale-tag": "team=shop=1"})
    assert json.loads(tagged.stdout) == {"StringEquals": {"aws:ResourceTag/team": "shop=1"}}
    assert "KEY=VALUE" in run("scale-tag.js", "tagged", {"scale-tag": "team"}).stderr


def test_of_scalable_targets_only_those_of_ecs_may_be_changed_and_those_with_the_tag() -> None:
    of_ecs = {"application-autoscaling:service-namespace": "ecs"}
    assert json.loads(run("scale-tag.js", "ecs", {}).stdout) == {"StringEquals": of_ecs}
    tagged = run("scale-tag.js", "ecs", {"scale-tag": "team=shop"})
    assert json.loads(tagged.stdout) == {"StringEquals": {**of_ecs, "aws:ResourceTag/team": "shop"}}


def numbers_of(kinds: str, tag: str = "") -> Any:
    done = run("scale-numbers.js", "", {"scale-numbers": kinds, "scale-tag": tag})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", OF_KIND)
def test_of_a_kind_of_numbers_the_worker_may_do_what_its_rows_name_and_nothing_else(kind: str) -> None:
    allowed = {action for each in numbers_of(kind)["PolicyDocument"]["Statement"] for action in each["Action"]}
    assert allowed == {*AWS_ACTIONS, *(right for row in OF_KIND[kind] for right in row.rights)}


@pytest.mark.parametrize("kind", OF_KIND)
def test_the_role_in_another_account_may_do_the_same_in_whichever_region(kind: str) -> None:
    _, _, *services = numbers_of(kind)["PolicyDocument"]["Statement"]
    assert by_resource(role_numbers.statements([kind])) == by_resource(services)


def by_resource(allowed: Iterable[Any]) -> dict[str, list[str]]:
    return {plain(each["Resource"]).replace("${AWS::Region}", "*"): sorted(each["Action"]) for each in allowed}


def test_without_a_kind_it_may_do_nothing_of_the_sort() -> None:
    assert numbers_of("no") == numbers_of("") == NOTHING


def test_of_scalable_targets_only_those_of_the_kinds_may_be_changed_and_those_with_the_tag() -> None:
    changes, looks, *services = statements(numbers_of("dynamodb, lambda", "team=shop"))
    of = {"application-autoscaling:service-namespace": ["dynamodb", "lambda"], "aws:ResourceTag/team": "shop"}
    assert changes[2] == {"StringEquals": of}
    assert "application-autoscaling:RegisterScalableTarget" in changes[0]
    assert looks[1:] == ("*", None)
    of_lambda = [each for each in services if each[0][0].startswith("lambda:")]
    assert [(len(actions), condition) for actions, _, condition in of_lambda] == [
        (1, None),
        (2, {"StringEquals": {"aws:ResourceTag/team": "shop"}}),
    ]


def test_a_kind_that_there_is_not_stops_the_deployment() -> None:
    refused = run("scale-numbers.js", "", {"scale-numbers": "dynamo"})
    assert (refused.returncode, "dynamo" in refused.stderr, "dynamodb" in refused.stderr) == (1, True, True)


NOT_IN = 'Lambda has no SnapStart in {region}. Deploy without --param="snap-start=true".'


@pytest.mark.parametrize("reader", ["worker", "alarms"])
def test_who_has_a_configuration_may_read_its_parameter(reader: str) -> None:
    allowed = statements(secrets_of(reader, config="ssm:/bellhop/prod/config"))
    assert ("ssm:GetParameter", f"{PARAMETER}config", None) in allowed
    of_a_file = statements(secrets_of(reader, config="../ours/bellhop.toml"))
    assert not [resource for _, resource, _ in of_a_file if "config" in str(resource)]


def test_the_edge_has_no_configuration() -> None:
    assert "config" not in str(secrets_of("slack", config="ssm:/bellhop/prod/config"))


def test_the_functions_read_the_parameter_or_the_file_in_the_zip() -> None:
    assert json.loads(run("config.js", "", {"config": "ssm:/bellhop/prod/config"}).stdout) == "ssm:/bellhop/prod/config"
    assert json.loads(run("config.js", "", {"config": ""}).stdout) == ""


def test_a_file_as_a_parameter_is_refused_with_what_to_set_instead() -> None:
    refused = run("config.js", "", {"config": "ours.toml"})
    assert (refused.returncode, "For a file, set BELLHOP_CONFIG to its path" in refused.stderr) == (1, True)


@pytest.mark.parametrize("region", ["us-gov-west-1", "cn-north-1", "eusc-de-east-1", "ap-east-2", "ap-southeast-6"])
def test_snap_start_is_refused_where_lambda_has_none(region: str) -> None:
    refused = run("snap-start.js", "", {"snap-start": "true", "aws:region": region})
    assert (refused.returncode, refused.stderr.strip()) == (1, NOT_IN.format(region=region))
    assert run("snap-start.js", "", {"snap-start": "false", "aws:region": region}).stdout.strip() == "false"


def test_snap_start_is_true_or_false() -> None:
    assert run("snap-start.js", "", {"snap-start": "true", "aws:region": "ap-east-1"}).stdout.strip() == "true"
    refused = run("snap-start.js", "", {"snap-start": "yes", "aws:region": "ap-east-1"})
    assert (refused.returncode, refused.stderr.strip()) == (1, 'The parameter snap-start must be "true" or "false".')
