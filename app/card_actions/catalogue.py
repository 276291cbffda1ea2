"""What people can press on an alarm's message: a button is a file here and a line below.

Its name stands in app/slack/messages/buttons.py, and app/alarms/show/card_buttons.py puts it on the card.
"""

from __future__ import annotations

from app.card_actions import (
    acknowledge,
    acknowledge_all,
    details,
    digest_list,
    export,
    hand_over,
    join,
    mute,
    mute_all,
    release,
    release_all,
    take_over,
    unmute_all,
)
from app.listeners.listener import Button, Modal

ALARM_BUTTONS: tuple[Button, ...] = (
    acknowledge.BUTTON,
    join.BUTTON,
    take_over.BUTTON,
    hand_over.BUTTON,
    release.BUTTON,
    mute.BUTTON,
    mute.UNMUTE_BUTTON,
    details.BUTTON,
    export.BUTTON,
    digest_list.BUTTON,
    acknowledge_all.BUTTON,
    release_all.BUTTON,
    mute_all.BUTTON,
    unmute_all.BUTTON,
)
ALARM_MODALS: tuple[Modal, ...] = (mute.MODAL, hand_over.MODAL, mute_all.MODAL)
# λ worker's role in infrastructure/roles.yml must allow them; λ worker also draws the graphs.
AWS_ACTIONS = (
    "cloudwatch:DescribeAlarms",
    "cloudwatch:PutAlarmMuteRule",
    "cloudwatch:ListAlarmMuteRules",
    "cloudwatch:GetAlarmMuteRule",
    "cloudwatch:DeleteAlarmMuteRule",
    "cloudwatch:DisableAlarmActions",
    "cloudwatch:EnableAlarmActions",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:DescribeAlarmHistory",
    "cloudwatch:GetMetricData",
    "cloudwatch:GetMetricWidgetImage",
    "autoscaling:DescribeAutoScalingInstances",
)
