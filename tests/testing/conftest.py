"""A collection on disk, and what sends its requests."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from aiurdesk.testing.client import Aiurdesk
from aiurdesk.testing.session import Session, SessionOptions
from tests.envelope_server import envelope_server

Put = Callable[[str, str], None]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """Return the address of a server that responds with what is written in the path."""
    with envelope_server() as server:
        yield server.base


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Return a function that writes a file."""

    def write(name: str, text: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return write


@pytest.fixture
def folder(tmp_path: Path, put: Put, base: str) -> Path:
    """Return a folder with a collection in it."""
    put("mine/collection.toml", f'format = 1\n[variables]\nbase = "{base}"\nword = "own"\n')
    head = 'method = "GET"\nurl = "{{base}}'
    capture = 'captures = [{ variable = "id", value = "id" }]\n'
    put("mine/Make.request.toml", f'{head}/0/made"\n{capture}')
    put("mine/inner/Use.request.toml", f'{head}/-4/{{{{id}}}}"\ntests = [{{ code = 0 }}]\n')
    put("mine/Say.request.toml", f'{head}/0/{{{{word}}}}"\n')
    put("mine/environments/Other.toml", '[variables]\nword = "other"\n')
    return tmp_path


@pytest.fixture
def open_client(folder: Path) -> Iterator[Callable[..., Aiurdesk]]:
    """Return a function that makes what a test would get as ``aiurdesk``."""
    sessions = []

    def opened(*, test_folder: str = "", **options: Any) -> Aiurdesk:
        sessions.append(Session(SessionOptions(profile=str(folder / "profile"), **options)))
        return Aiurdesk(sessions[-1], folder / test_folder, folder)

    yield opened
    for session in sessions:
        session.close()


@pytest.fixture
def client(open_client: Callable[..., Aiurdesk]) -> Aiurdesk:
    """Return it without any options."""
    return open_client()
