"""AWS services whose events and messages read better by a row of their own, each a file here by what they are about."""

from __future__ import annotations

from app.alarms.read.service import Service
from app.alarms.read.services.account import ACCOUNT
from app.alarms.read.services.compute import COMPUTE
from app.alarms.read.services.data import DATA
from app.alarms.read.services.delivery import DELIVERY
from app.alarms.read.services.messages import MESSAGES
from app.alarms.read.services.security import SECURITY

SERVICES: tuple[Service, ...] = (*SECURITY, *ACCOUNT, *DELIVERY, *COMPUTE, *DATA, *MESSAGES)
