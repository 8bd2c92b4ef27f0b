"""The collections of a run of pytest."""

import pytest

from aiurdesk.core.errors import ProblemError
from aiurdesk.testing.session import Session, SessionOptions, Variables
from tests.cookie_server import VALUE, cookie_server


@pytest.fixture
def session(folder):
    opened = Session(SessionOptions(profile=str(folder / "profile"), variables=("word=set",)))
    yield opened
    opened.close()


def test_a_collection_is_read_once(session, folder):
    run = session.collection_of(folder / "mine" / "Make.request.toml")
    assert session.collection_of(folder / "mine" / "inner") is run
    titles = [title for named in run.positions.values() for _, title in named]
    assert titles == ["inner/Use", "Make", "Say"]


def test_a_broken_file_and_a_broken_folder_are_told(session, folder, put):
    put("mine/Broken.request.toml", 'url = "a"\nmethod = oops\n')
    put("mine/other/folder.toml", "order = 5\n")
    put("mine/other/Whole.request.toml", 'method = "GET"\nurl = "http://host.example/"\n')
    run = session.collection_of(folder / "mine")
    (broken,) = run.mistakes_of(folder / "mine" / "Broken.request.toml")
    assert "Broken.request.toml, line 2: " in broken
    (inherited,) = run.mistakes_of(folder / "mine" / "other" / "Whole.request.toml")
    assert "folder.toml, line 1: " in inherited
    assert run.mistakes_of(folder / "mine" / "Make.request.toml") == ()


def test_variables_of_the_command_line_win(session, folder):
    run = session.collection_of(folder / "mine")
    request = run.request_of(folder / "mine" / "Say.request.toml")
    variables = Variables()
    variables.captured["word"] = "captured"
    result = session.send(run, request, variables)
    assert result.exchange.verdict.message == "set"


def test_an_unknown_environment_is_told(folder):
    session = Session(SessionOptions(environment="Mars", profile=str(folder / "profile")))
    run = session.collection_of(folder / "mine")
    request = run.request_of(folder / "mine" / "Say.request.toml")
    with pytest.raises(ProblemError, match="There is no environment Mars"):
        session.send(run, request, Variables())
    session.close()


def test_requests_without_a_collection_have_no_environment_of_their_own(session):
    nowhere = session.without_collection()
    assert nowhere is session.without_collection()
    assert nowhere.selection.requests == ()
    assert nowhere.selection.collection.root.settings.environment == ""


def test_requests_share_their_cookies(session, folder, put):
    with cookie_server() as server:
        for path in ("in", "next"):
            text = f'method = "GET"\nurl = "{server.base}/{path}"\n'
            put(f"mine/{path}.request.toml", text)
        run = session.collection_of(folder / "mine")
        for path in ("in", "next"):
            request = run.request_of(folder / "mine" / f"{path}.request.toml")
            session.send(run, request, Variables())
    assert [sorted(cookies.split("; ")) for _, cookies in server.heard] == [
        [""],
        ["lang=en", f"sid={VALUE}"],
    ]
