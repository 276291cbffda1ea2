"""A folder from which osls deploys the project, beside others that do: each with a .serverless of its own."""

import shutil
from pathlib import Path

SERVICE = "serverless.yml"  # osls takes no link for it
NOT_READ = (SERVICE, ".serverless", ".sandbox", ".git", ".env")


def service_folder(project: Path, folder: Path) -> Path:
    """The folder, made: all that osls and its plugin read, as links into the project."""
    folder.mkdir()
    for entry in project.iterdir():
        if entry.name not in NOT_READ:
            (folder / entry.name).symlink_to(entry)
    shutil.copyfile(project / SERVICE, folder / SERVICE)
    return folder
