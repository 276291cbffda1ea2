import json
from dataclasses import replace
import pytest
from app.base.errors import Later, Refused, Wrong
from app.aws.door import AwsError
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.guards import Guard
from tests.app.alarms.ringing import cards, cloudwatch_says, ring, thread, eventbridge_says
from tests.app.people import type_in, seen, press
from tests.app.commands.forcealarm.policies import *
from tests.app.commands.forcealarm.policies import go_ahead
from tests.fakes.bellhop import Bellhop, sns_record, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web
from tests.fakes.aws import alarm
def run(b, seconds, step=30):
    for _ in range(int(seconds/step)):
        b.ring(); b.work(); b.clock.advance(step)

def newest(b): return {**b.slack.messages("C0OPS")[-1], "channel": "C0OPS"}

# 1: a question of /forcealarm: policy changes between ask and yes; alarm's group guard appears between ask and yes
def test_force_question(slack, clock):
    b = with_policies(Bellhop(slack, clock), STEPS)
    with listening(b):
        type_in(b, "/forcealarm web-scales ALARM")
        print("Q1", seen(b)[-1][:200])
        object.__setattr__(b.parts.policy, "guards", (Guard(group="web", users=("U0BO",)),))
        go_ahead(b)
        print("Q1", b.cloudwatch.changes, seen(b)[-1][:200])
        object.__setattr__(b.parts.policy, "guards", ())
        b.scaling.put(web(desired=5))
        go_ahead(b); print("Q1 moved", b.cloudwatch.changes, seen(b)[-1][:200], "|", [m["text"][:150] for m in slack.messages("C0OPS")])

def test_force_many(slack, clock):
    b = with_policies(Bellhop(slack, clock), STEPS, replace(STEPS, name="web-scales-2"))
    with listening(b):
        type_in(b, "/forcealarm web-scales* ALARM")
        print("M", seen(b)[-1][:300])
        b.cloudwatch.add(replace(STOPS, name="web-scales-3"))   # came since
        b.cloudwatch.add(replace(STOPS, name="web-scales-2"))   # other action since
        m = newest(b)
        btn=[e["action_id"] for x in m["blocks"] if x["type"]=="actions" for e in x["elements"]]
        print("M", btn)
        press(b, m, btn[0]); b.work(); run(b, 60, 5)
        print("M", b.cloudwatch.changes, [t[:250] for t in seen(b)])

def test_mute_many(slack, clock):
    b = Bellhop(slack, clock)
    for n in ("web-a","web-b"): b.cloudwatch.add(alarm(n, "ALARM"))
    with listening(b):
        type_in(b, "/alarms mute web-* for 1h")
        print("U", seen(b)[-1][:300])
        m = newest(b)
        b.cloudwatch.add(alarm("web-c","ALARM")); b.cloudwatch.remove("web-a"); b.cloudwatch.add(replace(alarm("web-b","ALARM"), arn="arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-b"))
        btn=[e["action_id"] for x in m["blocks"] if x["type"]=="actions" for e in x["elements"]]
        press(b, m, btn[0]); b.work(); run(b, 60, 5)
        print("U", b.cloudwatch.rules, [t[:250] for t in seen(b)])

# deletions/renames while muted; repeats of ALARM->ALARM
def test_alarm_alarm(slack, clock):
    b = Bellhop(slack, clock)
    with listening(b):
        ring(b, cloudwatch_says("OK","ALARM"))
        for i in range(1,6): ring(b, cloudwatch_says("ALARM","ALARM",i*60))
        ring(b, cloudwatch_says("ALARM","INSUFFICIENT_DATA",400)); ring(b, cloudwatch_says("INSUFFICIENT_DATA","ALARM",460))
        run(b, 60, 10)
        print("AA", [(c["text"][:50], [t[:60] for t in thread(slack,c["ts"])]) for c in cards(slack)])
