"""Audits in the table: `audit#<id>`, for those who turn the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.alarms.audit.report import Report
from app.store.documents import Documents

if TYPE_CHECKING:
    from app.listeners.services import Services

KEPT_DAYS = 30


def reports(services: Services) -> Documents[Report]:
    return Documents(services.table, services.clock, Report, "audit", KEPT_DAYS)
