import asyncio
import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given, reject, settings
from msgspec.structs import replace

from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.saved_request import saved_request, with_paths
from aiurdesk.core.errors import StorageError
from aiurdesk.core.preparing.custom_url import custom_request, with_own_body
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import FileValue, Header, Request
from aiurdesk.services.collections.saved_files import (
    ChangedOutside,
    MissingFile,
    SecretsFound,
    entries_of,
    read_copies,
    read_copy,
    read_shown_copy,
    save_copy,
)
from aiurdesk.services.library import load_catalogue
from aiurdesk.services.sending.trust import Trust
from tests.core.collection.requests import TYPED_REQUESTS

CATALOGUE = load_catalogue()
TRUST = Trust()


def a_request(*values, **options):
    endpoint = CATALOGUE.endpoint("stargate.message.pushmessage")
    assert endpoint is not None
    return Request(endpoint, values=values, **options)


async def save(file: Path, request: Request, version: str = "") -> object:
    if not version:
        await asyncio.to_thread(file.parent.mkdir, exist_ok=True)
    return await save_copy(file, request, CATALOGUE, TRUST, version, "Sandbox")


async def saved(file: Path, request: Request, version: str = "") -> CollectionRequest:
    result = await save(file, request, version)
    assert isinstance(result, CollectionRequest)
    return result


async def test_what_was_saved_is_read_again(tmp_path):
    file = tmp_path / "checks" / "A.request.toml"
    (tmp_path / "x.bin").write_bytes(b"x")
    upload = FileValue(str(tmp_path / "x.bin"), "x.bin")
    request = a_request(
        ("ChannelId", "2"), ("f", upload), notes="# Hello", not_secret=("value ChannelId",)
    )
    copy = await saved(file, request)
    assert copy.name == "A"
    assert await read_copy(str(file), CATALOGUE) == copy
    assert not copy.differs(request)
    assert "# Hello" in file.read_text()
    assert 'environment = "Sandbox"' in (tmp_path / "checks" / "collection.toml").read_text()


async def test_folders_above_give_headers_and_credential(tmp_path):
    (tmp_path / "collection.toml").write_text(
        'credential = "Work"\nheaders = [\n    ["A", "1"],\n    ["B", "1"],\n]\n'
    )
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "folder.toml").write_text(
        'dialect = "slack"\nheaders = [\n    ["a", "2"],\n]\n'
    )
    copy = await saved(tmp_path / "inner" / "A.request.toml", a_request())
    sent = copy.with_inherited(a_request())
    assert (sent.credential, sent.dialect) == ("Work", "slack")
    assert set(sent.headers) == {Header("a", "2"), Header("B", "1")}


async def test_the_collection_gives_variables_that_are_not_saved_with_the_request(tmp_path):
    (tmp_path / "collection.toml").write_text('env_file = ".env"\n\n[variables]\na = "1"\n')
    (tmp_path / "inner").mkdir()
    copy = await saved(tmp_path / "inner" / "A.request.toml", a_request())
    sent = copy.with_inherited(a_request())
    assert sent.variables == (("a", "1"),)
    assert sent.env_files == (str(tmp_path.resolve() / ".env"),)
    assert not copy.differs(sent)


async def test_a_request_of_a_file_is_known_as_such(tmp_path):
    """So is what its tab holds, which a copy of the tab has without the file."""
    copy = await saved(tmp_path / "inner" / "A.request.toml", a_request())
    folder = str(tmp_path.resolve() / "inner")
    assert copy.opened is not None
    assert copy.opened.folder == folder
    assert copy.with_inherited(a_request()).folder == folder
    unread = CollectionRequest(copy.name, copy.path, version=copy.version)
    assert unread.with_inherited(a_request()).folder == str(tmp_path / "inner")
    assert CollectionRequest("A", "A.request.toml").with_inherited(a_request()).folder == "."


@pytest.mark.parametrize("is_new", [True, False])
async def test_only_a_new_folder_is_trusted(tmp_path, is_new):
    trust, folder = Trust(), tmp_path / "mine"
    folder.mkdir()
    if not is_new:
        (folder / "Theirs.request.toml").write_text('method = "GET"\nurl = "https://host"\n')
    await save_copy(folder / "A.request.toml", a_request(), CATALOGUE, trust)
    assert trust.untrusted([str(folder)]) == ("" if is_new else str(folder))


async def test_a_file_that_was_changed_meanwhile_is_not_overwritten(tmp_path):
    file = tmp_path / "A.request.toml"
    copy = await saved(file, a_request(("ChannelId", "2")))
    file.write_text(file.read_text().replace('"2"', '"3"'))
    result = await save(file, a_request(("ChannelId", "4")), copy.version)
    assert isinstance(result, ChangedOutside)
    assert isinstance(result.current, CollectionRequest)
    assert '"3"' in file.read_text()
    taken = await saved(file, a_request(("ChannelId", "4")), result.current.version)
    assert '"4"' in file.read_text()
    assert taken.version != copy.version
    assert isinstance(await save(file, a_request()), ChangedOutside)


async def test_a_deleted_file_is_written_again(tmp_path):
    file = tmp_path / "inner" / "A.request.toml"
    copy = await saved(file, a_request())
    file.unlink()
    assert isinstance(await read_copy(str(file), CATALOGUE), MissingFile)
    await saved(file, a_request(), copy.version)
    assert file.exists()
    for entry in file.parent.iterdir():
        entry.unlink()
    file.parent.rmdir()
    with pytest.raises(StorageError, match="Save as"):
        await save(file, a_request(), copy.version)


async def test_a_new_request_is_saved_and_opened_again(tmp_path):
    file = tmp_path / "A.request.toml"
    copy = await saved(file, custom_request())
    again = await read_copy(str(file), CATALOGUE)
    assert isinstance(again, CollectionRequest)
    assert again.version == copy.version
    assert not again.differs(custom_request())


@given(TYPED_REQUESTS, TYPED_REQUESTS)
@settings(max_examples=settings().max_examples // 2)
def test_whatever_is_typed_is_saved_over_any_other_request(tmp_path_factory, first, second):
    folder = tmp_path_factory.mktemp("typed")

    async def save_both() -> None:
        file, version = folder / "A.request.toml", ""
        for request in (first, second):
            copy = await save(file, request, version)
            if isinstance(copy, SecretsFound):
                reject()  # what is typed at random looks like a secret now and then
            assert isinstance(copy, CollectionRequest)
            version = copy.version
            again = await read_copy(str(file), CATALOGUE)
            assert isinstance(again, CollectionRequest)
            assert again.opened is not None
            assert as_saved(again.opened) == as_saved(request)

    with contextlib.chdir(folder):
        asyncio.run(save_both())


def as_saved(request):
    """Return what is saved of a request; a relative path of a file becomes a whole one."""
    return with_paths(saved_request(with_own_body(request)), os.path.abspath)


async def test_what_no_file_can_hold_is_told_in_a_sentence(tmp_path):
    file = tmp_path / "A.request.toml"
    with pytest.raises(StorageError) as caught:
        await save(file, a_request(notes="\ud83d"))
    assert str(caught.value) == (
        "A is not saved: A text holds half of a character, which no file can hold. Delete it."
    )
    assert not file.exists()


async def test_secrets_are_refused_with_their_places(tmp_path):
    file = tmp_path / "A.request.toml"
    result = await save(file, a_request(("AccessToken", "hush")))
    assert isinstance(result, SecretsFound)
    assert [literal.location for literal in result.literals] == ["value AccessToken"]
    assert not file.exists()
    overruled = a_request(("AccessToken", "hush"), not_secret=("value AccessToken",))
    copy = await saved(file, overruled)
    assert copy.opened is not None
    assert copy.opened.not_secret == ("value AccessToken",)
    again = replace(overruled, values=(("AccessToken", "{{secret:Work}}"),), not_secret=())
    assert isinstance(await save(file, again, copy.version), CollectionRequest)


@pytest.mark.parametrize("text", ["x = [\n", "", 'endpoint = "no.such.endpoint"\n'])
async def test_a_broken_file_is_named(tmp_path, text):
    file = tmp_path / "A.request.toml"
    file.write_text(text)
    result = (await read_copies([str(file)], CATALOGUE))[str(file)]
    assert isinstance(result, Problem)
    assert str(file) in result.sentence or "endpoint" in result.sentence


@pytest.mark.skipif(os.name == "nt", reason="links need a permission there")
async def test_what_a_link_leads_to_elsewhere_is_not_opened(tmp_path):
    top, elsewhere = tmp_path / "top", tmp_path / "elsewhere"
    await saved(top / "A.request.toml", a_request())
    await saved(elsewhere / "B.request.toml", a_request())
    (top / "x").symlink_to(elsewhere)
    (top / "L.request.toml").symlink_to(elsewhere / "B.request.toml")
    for path, link in (("x/B.request.toml", "x"), ("L.request.toml", "L.request.toml")):
        result = await read_copy(str(top / path), CATALOGUE)
        assert isinstance(result, Problem)
        assert result.sentence.startswith(
            f"{top / link} is a link that leads out of the collection"
        )


async def test_an_edit_of_a_file_that_was_written_by_hand_is_one_line(tmp_path):
    file, text = (
        tmp_path / "checks" / "A.request.toml",
        ('method = "POST"\nurl = "https://h/a"\nvalues = [\n    ["a", "1"],\n]\n'),
    )
    file.parent.mkdir()
    file.write_text(text)
    copy = await read_copy(str(file), CATALOGUE)
    assert isinstance(copy, CollectionRequest)
    assert copy.opened is not None
    # As the window has it.
    in_window = with_own_body(copy.opened)
    again = await saved(file, replace(in_window, dialect="2020"), copy.version)
    assert file.read_text() == text.replace("values", 'dialect = "2020"\nvalues')
    assert not again.differs(replace(in_window, dialect="2020"))


async def test_a_name_that_no_computer_takes_is_refused(tmp_path):
    with pytest.raises(StorageError, match="Name it"):
        await save(tmp_path / "a:b.request.toml", a_request())


async def test_a_window_shows_no_list_of_too_many_rows_and_a_run_takes_it(tmp_path):
    file = tmp_path / "A.request.toml"
    text = 'endpoint = "stargate.message.pushmessage"\nheaders = [\n%s]\n'
    file.write_text(text % ('    ["a", "b"],\n' * 1_000))
    assert isinstance(await read_shown_copy(str(file), CATALOGUE), CollectionRequest)
    query = "&a=b" * 1_001
    file.write_text(f'method = "GET"\nurl = "http://host.invalid/?{query}"\n')
    assert isinstance(await read_shown_copy(str(file), CATALOGUE), Problem)
    file.write_text(text % ('    ["a", "b"],\n' * 1_001))
    assert isinstance(await read_copy(str(file), CATALOGUE), CollectionRequest)
    refused = await read_shown_copy(str(file), CATALOGUE)
    assert isinstance(refused, Problem)
    assert "has a list of 1,001 rows, and the window shows at most 1,000" in refused.sentence
    assert await read_copies([str(file)], CATALOGUE) == {str(file): refused}


async def test_the_entries_of_a_folder_tell_which_are_collections(tmp_path):
    (tmp_path / "Shop").mkdir()
    (tmp_path / "Shop" / "collection.toml").write_text("format = 1\n")
    (tmp_path / "Pictures").mkdir()
    (tmp_path / "a.txt").write_text("")
    assert await entries_of(tmp_path) == {"Shop": True, "Pictures": False, "a.txt": False}
    assert await entries_of(tmp_path / "gone") == {}
