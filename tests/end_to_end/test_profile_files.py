"""No command touches the files of the window, or renames a file that it cannot read."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.command_line import run_command

NOWHERE = "http://127.0.0.1:9/"
COMMANDS = {
    ("send", NOWHERE): 3,
    ("send", "gateway.home.index", "--sandbox"): 0,
    ("send", NOWHERE, "--credential", "Work"): 2,
    ("run", "{collection}/first.request.toml"): 3,
    ("run", "{collection}/named.request.toml"): 2,
    ("credentials", "list"): 2,
    ("credentials", "add", "Work", "--scheme", "app", "app_id=x", "app_secret=-"): 2,
    ("credentials", "test", "Work"): 2,
    ("credentials", "remove", "Work"): 2,
    ("endpoints", "gateway"): 0,
    ("codes",): 0,
}
"""Arguments → exit status. What needs the credentials is refused, because their file is broken."""
REQUEST = f'method = "GET"\nurl = "{NOWHERE}"\n'


@pytest.fixture
def collection(tmp_path):
    folder = tmp_path / "collection"
    folder.mkdir()
    (folder / "collection.toml").write_text('format = 1\nname = "Nails"\nrequests = ["first"]\n')
    (folder / "first.request.toml").write_text(REQUEST)
    (folder / "named.request.toml").write_text(f'{REQUEST}credential = "Work"\n')
    return folder


def test_no_command_touches_files_of_the_window(tmp_path, collection):
    profile = tmp_path / "profile"
    profile.mkdir()
    later = b'{"later": 1, "tabs": [{"body": 2, "values": 3}], "limits": 4}'
    contents = {
        "window.json": later,
        "window-2.json": b"[1",
        "settings.json": later,
        "credentials.json": b"{",
    }
    for name, content in contents.items():
        (profile / name).write_bytes(content)
    before = [_stamp(profile / name) for name in contents]

    def status(arguments):
        call = [argument.format(collection=collection) for argument in arguments]
        run = run_command(*call, "--profile", profile, typed="secret\n")
        if run.returncode == 2:
            assert "credentials.json could not be read: it " in run.stderr
            assert "Correct it or rename it, then try again." in run.stderr
        return run.returncode

    with ThreadPoolExecutor(2) as pool:
        assert dict(zip(COMMANDS, pool.map(status, COMMANDS), strict=True)) == COMMANDS
    assert [_stamp(profile / name) for name in contents] == before
    assert not [path.name for path in profile.iterdir() if "unreadable" in path.name]


def _stamp(path: Path):
    status = path.stat()
    return path.read_bytes(), status.st_ino, status.st_mtime_ns
