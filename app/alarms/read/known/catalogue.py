"""All rows; of two that fit an event the first one counts."""

from __future__ import annotations

from app.alarms.read.known.account import ACCOUNT
from app.alarms.read.known.compute import COMPUTE
from app.alarms.read.known.data import DATA
from app.alarms.read.known.delivery import DELIVERY
from app.alarms.read.known.messages import MESSAGES
from app.alarms.read.known.security import SECURITY
from app.alarms.read.services import Service

SERVICES: tuple[Service, ...] = (*SECURITY, *ACCOUNT, *DELIVERY, *COMPUTE, *DATA, *MESSAGES)
