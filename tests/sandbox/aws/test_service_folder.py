"""Folders from which the project is deployed: all that osls reads, and nothing that another deployment clears away."""

from pathlib import Path

from sandbox.aws.service_folder import service_folder


def test_what_is_written_beside_the_service_stays_there_and_what_is_read_is_the_projects(tmp_path: Path) -> None:
    project = tmp_path / "project"
    for name in ("infrastructure/roles.yml", ".build/bellhop.zip", ".serverless/state.json", ".env", "serverless.yml"):
        file = project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)

    one, other = (service_folder(project, tmp_path / name) for name in ("one", "other"))
    for folder in (one, other):
        (folder / ".serverless").mkdir()
        (folder / ".serverless" / "state.json").write_text(folder.name)

    assert (one / "infrastructure" / "roles.yml").read_text() == "infrastructure/roles.yml"
    assert (one / ".build" / "bellhop.zip").read_text() == ".build/bellhop.zip"
    assert (one / "serverless.yml").is_file()
    assert not (one / "serverless.yml").is_symlink()
    assert not (one / ".env").exists()
    assert [(folder / ".serverless" / "state.json").read_text() for folder in (one, other)] == ["one", "other"]
    assert (project / ".serverless" / "state.json").read_text() == ".serverless/state.json"
