"""`/alarms`: what is not OK."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.alarms.verbs.verb import Asked, Request, Verb

if TYPE_CHECKING:
    from app.slack.interactions import Reply

HELP = ("`/alarms` lists what is not OK; `/alarms web-*` what begins so",)


def run(request: Request, asked: Asked) -> Reply:
    from app.commands.alarms import listing

    return listing.show(request, asked)


VERB = Verb(
    words=("",),
    run=run,
    help=HELP,
    aws_actions=("cloudwatch:DescribeAlarms",),
)
