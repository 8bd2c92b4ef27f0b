"""Examples of responses beside the files of requests."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from aiurdesk.core.collection.collection import in_order
from aiurdesk.core.collection.example_file import write_example
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.exchange.example import MOST_BODY_BYTES, Example
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import ResponseTest
from aiurdesk.core.request.request import FileBody, Header, SavedRequest
from aiurdesk.core.response.response import Failure, FailureKind, Response
from aiurdesk.services.collections.collection_plans import (
    Delete,
    Duplicate,
    GiveName,
    MoveTo,
    NewFolder,
    Plan,
    make_change,
    take_back,
)
from aiurdesk.services.collections.examples import (
    example_of,
    example_path,
    example_plan,
    read_example,
)
from aiurdesk.storage.collections import MOST_EXAMPLES, entry_names, read_collection
from aiurdesk.storage.examples import side_beside
from tests.folder_trash import FolderTrash
from tests.history_records import an_exchange

TEXT = write_example(Example(SavedRequest(url="https://h/", method="GET"), 200, body=b"{}"))


@pytest.fixture
def trash(tmp_path):
    return FolderTrash(tmp_path / "trash")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "checks"
    (folder / "inner").mkdir(parents=True)
    (folder / "collection.toml").write_text("format = 1\n")
    (folder / "A.request.toml").write_text('url = "https://h/"\nmethod = "GET"\n')
    (folder / "A.examples").mkdir()
    for name in ("good", "bad"):
        (folder / "A.examples" / f"{name}.toml").write_text(TEXT)
    return folder


def listed(folder):
    collection = read_collection(folder)
    assert collection.mistakes == ()
    return {request.title: request.examples for request in in_order(collection.root)}


def test_examples_are_listed_with_their_request_and_are_no_folder(folder):
    assert listed(folder) == {"A": ("bad", "good")}
    assert entry_names(folder).count("A") == 1
    assert "A.examples/" not in entry_names(folder)


def test_a_folder_of_that_name_with_requests_in_it_stays_a_folder(folder):
    (folder / "A.examples" / "B.request.toml").write_text('url = "https://h/"\nmethod = "GET"\n')
    assert listed(folder) == {"A": (), "A.examples/B": ()}
    assert "A.examples/" in entry_names(folder)


def test_a_folder_without_a_request_beside_it_stays_a_folder(folder):
    (folder / "B.examples").mkdir()
    (folder / "B.examples" / "C.request.toml").write_text('url = "https://h/"\nmethod = "GET"\n')
    assert listed(folder) == {"A": ("bad", "good"), "B.examples/C": ()}


def test_more_examples_than_a_request_may_have_are_told(folder):
    for number in range(MOST_EXAMPLES):
        (folder / "A.examples" / f"{number}.toml").write_text(TEXT)
    collection = read_collection(folder)
    (request,) = in_order(collection.root)
    assert len(request.examples) == MOST_EXAMPLES
    assert "has 202 examples" in collection.mistakes[0].sentence


async def test_a_response_is_saved_read_and_taken_back(folder, trash):
    plan = await example_plan(str(folder / "A.request.toml"), "new/one", an_exchange())
    change = await make_change(plan, trash)
    assert change.title == "Saved the example new/one"
    assert listed(folder)["A"] == ("bad", "good", "new/one")
    example = await read_example(str(folder / "A.request.toml"), "new/one")
    assert (example.status, example.body) == (200, b'{"code": 0, "message": "Done."}')
    await take_back(change, trash)
    assert listed(folder)["A"] == ("bad", "good")


async def test_saving_once_more_replaces_the_example_until_that_is_taken_back(folder, trash):
    plan = await example_plan(str(folder / "A.request.toml"), "good", an_exchange(b"[1]"))
    change = await make_change(plan, trash)
    assert (await read_example(str(folder / "A.request.toml"), "good")).body == b"[1]"
    await take_back(change, trash)
    assert (folder / "A.examples" / "good.toml").read_text() == TEXT


async def test_the_request_of_an_example_finds_its_file(folder, trash):
    exchange = an_exchange()
    body = FileBody(str(folder / "data.bin"))
    plan = await example_plan(
        str(folder / "A.request.toml"), "x", replace_request(exchange, body=body)
    )
    assert "data.bin" in plan.examples[0][1]
    assert str(folder) not in plan.examples[0][1]
    await make_change(plan, trash)
    example = await read_example(str(folder / "A.request.toml"), "x")
    assert example.request.body == body
    # Also from its new place.
    await make_change(MoveTo((str(folder / "A.request.toml"),), str(folder / "inner")), trash)
    example = await read_example(str(folder / "inner" / "A.request.toml"), "x")
    assert example.request.body == body


def replace_request(exchange, **members):
    return replace(exchange, request=replace(exchange.request, **members))


PLANS: dict[str, tuple[Callable[[Path], Plan], dict[str, tuple[str, ...]]]] = {
    "renamed": (lambda f: GiveName(str(f / "A.request.toml"), "B"), {"B": ("bad", "good")}),
    "moved": (
        lambda f: MoveTo((str(f / "A.request.toml"),), str(f / "inner")),
        {"inner/A": ("bad", "good")},
    ),
    "duplicated": (
        lambda f: Duplicate(str(f / "A.request.toml")),
        {"A": ("bad", "good"), "A copy": ("bad", "good")},
    ),
    "deleted": (lambda f: Delete((str(f / "A.request.toml"),)), {}),
    "example deleted": (lambda f: Delete((str(f / "A.examples/good.toml"),)), {"A": ("bad",)}),
    "example renamed": (
        lambda f: GiveName(str(f / "A.examples/good.toml"), "200: fine"),
        {"A": ("200: fine", "bad")},
    ),
}


@pytest.mark.parametrize("name", PLANS)
async def test_examples_go_where_their_request_goes_and_come_back(name, folder, trash):
    plan, after = PLANS[name]
    change = await make_change(plan(folder), trash)
    assert listed(folder) == after
    back = await take_back(change, trash)
    assert listed(folder) == {"A": ("bad", "good")}
    assert "A.examples" not in back.path or "example" in name
    await take_back(back, trash)
    assert listed(folder) == after


async def test_a_folder_cannot_take_the_name_of_the_examples(folder, trash):
    (folder / "B.request.toml").write_text('url = "https://h/"\nmethod = "GET"\n')
    with pytest.raises(StorageError, match="holds the examples"):
        await make_change(NewFolder(str(folder), "B.examples"), trash)


async def test_what_is_no_example_is_told(folder, tmp_path):
    request = str(folder / "A.request.toml")
    with pytest.raises(StorageError, match="there is no example lost beside A.request.toml"):
        await read_example(request, "lost")
    example_path(request, "good").write_text("status = 5\n")
    with pytest.raises(ProblemError, match="good.toml"):
        await read_example(request, "good")
    example_path(request, "good").write_bytes(b"x" * 4_000_001)
    with pytest.raises(StorageError, match="good.toml"):
        await read_example(request, "good")
    (tmp_path / "other.toml").write_text(TEXT)
    example_path(request, "out").symlink_to(tmp_path / "other.toml")
    with pytest.raises(StorageError, match="leads out"):
        await read_example(request, "out")
    assert isinstance(side_beside(folder, "A", "lost"), Problem)


def test_an_example_of_a_response_has_dots_instead_of_secrets():
    exchange = an_exchange(
        b'{"code": 0, "message": "Hello s3cr3t-value", "access_token": "abcdefgh12345678"}',
        secrets=("s3cr3t-value",),
        values=(("ChannelId", "2"), ("MessageContent", "s3cr3t-value")),
    )
    exchange = replace(
        exchange, request=replace(exchange.request, tests=(ResponseTest("code", 0),), notes="n")
    )
    example = example_of(exchange)
    text = write_example(example)
    assert "s3cr3t-value" not in text
    assert "abcdefgh12345678" not in text
    assert (example.status, example.code) == (200, 0)
    # Of the request, what was sent; its tests are in its own file.
    assert example.request.endpoint_id == "stargate.message.pushmessage"
    assert (example.request.tests, example.request.notes) == ((), "")


def test_the_headers_of_an_example_have_dots_where_they_hold_or_echo_a_secret():
    exchange = an_exchange(b'{"code": 0, "echo": "s3cr3t-value"}', secrets=("s3cr3t-value",))
    assert isinstance(exchange.outcome, Response)
    headers = (
        Header("Set-Cookie", "sid=abcdefgh12345678; Path=/"),
        Header("X-Echo", "you sent s3cr3t-value"),
        Header("X-Auth-Token", "abcdefgh12345678"),
        Header("X-Kind", "lamp"),
    )
    exchange = replace(exchange, outcome=replace(exchange.outcome, headers=headers))
    example = example_of(exchange)
    text = write_example(example)
    for secret in ("s3cr3t-value", "abcdefgh12345678"):
        assert secret not in text
    # What is harmless stays as it was received.
    assert example.headers[3] == Header("X-Kind", "lamp")
    assert "you sent " in example.headers[1].value


def test_a_long_body_is_refused_with_a_sentence():
    with pytest.raises(ProblemError, match="longer than 1 MB"):
        example_of(an_exchange(b"x" * (MOST_BODY_BYTES + 1)))
    assert len(example_of(an_exchange(b"x" * MOST_BODY_BYTES)).body) == MOST_BODY_BYTES


def test_without_a_response_there_is_no_example():
    failed = replace(an_exchange(), outcome=Failure(FailureKind.READ_TIMEOUT))
    with pytest.raises(ProblemError, match="no response"):
        example_of(failed)
