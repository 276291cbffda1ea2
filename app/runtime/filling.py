"""What a modal that λ slack opened becomes: by a button, a command's words, or another modal that was submitted."""

from __future__ import annotations

from slack_sdk.models.views import View

from app.listeners.job import Job
from app.listeners.listener import Command, Entry, Modal
from app.listeners.services import Services
from app.slack.interactions import read_click, read_command, read_submission


def filled(entry: Entry, job: Job, services: Services) -> View | None:
    """None leaves the modal as it is."""
    if entry.fills is None:
        return None
    if isinstance(entry, Command):
        return entry.fills(read_command(job.body), services)
    if isinstance(entry, Modal):
        return entry.fills(read_submission(job.body), services)
    return entry.fills(read_click(job.body, job.view_id), services)
