import asyncio
import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aiurdesk.core.collection.folder_file import parse_folder
from aiurdesk.core.collection.request_file import parse_request
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.request.request import FileValue, Request
from aiurdesk.services.collections.collections import (
    Saving,
    collection_root,
    is_outside,
    open_selection,
    save_request,
    with_found_files,
)
from aiurdesk.services.library import load_catalogue
from aiurdesk.services.sending.trust import Trust
from aiurdesk.storage.collections import request_names
from tests.child_process import running

CATALOGUE = load_catalogue()
TRUST = Trust()


def a_request(*values, endpoint="stargate.message.pushmessage", **options):
    of_catalogue = CATALOGUE.endpoint(endpoint)
    assert of_catalogue is not None
    return Request(of_catalogue, values=values, **options)


async def saved(file: Path, request=None, **options):
    await save_request(Saving(file, request or a_request(("ChannelId", "2")), **options), TRUST)


async def test_a_new_folder_becomes_a_collection(tmp_path):
    folder = tmp_path / "mine"
    await saved(folder / "First.request.toml", environment="Sandbox")
    await saved(folder / "Second.request.toml", environment="Production")
    assert (folder / "collection.toml").read_text() == (
        'format = 1\nenvironment = "Sandbox"\norder = [\n    "First",\n    "Second",\n]\n'
    )
    selection = await open_selection(folder)
    assert selection.collection.mistakes == ()
    assert [request.title for request in selection.requests] == ["First", "Second"]


async def test_a_folder_in_a_collection_has_its_own_file(tmp_path):
    await saved(tmp_path / "Top.request.toml")
    await saved(tmp_path / "inner" / "A.request.toml", environment="Sandbox")
    assert (tmp_path / "inner" / "folder.toml").read_text() == 'order = [\n    "A",\n]\n'
    assert collection_root(tmp_path / "inner" / "A.request.toml") == tmp_path.resolve()
    assert [request.title for request in (await open_selection(tmp_path)).requests] == [
        "Top",
        "inner/A",
    ]


async def test_where_requests_follow_by_name_a_new_one_does_too(tmp_path):
    await saved(tmp_path / "A.request.toml")
    (tmp_path / "C.request.toml").write_bytes((tmp_path / "A.request.toml").read_bytes())
    await saved(tmp_path / "D.request.toml")
    titles = [request.title for request in (await open_selection(tmp_path)).requests]
    assert titles == ["A", "C", "D"]
    assert "D" not in (tmp_path / "collection.toml").read_text()


async def test_a_folder_or_a_file_of_a_collection_can_be_opened(tmp_path):
    await saved(tmp_path / "Top.request.toml")
    await saved(tmp_path / "inner" / "A.request.toml")
    await saved(tmp_path / "inner" / "B.request.toml")
    for path, titles in [
        (tmp_path / "inner", ["inner/A", "inner/B"]),
        (tmp_path / "inner" / "B.request.toml", ["inner/B"]),
    ]:
        assert [request.title for request in (await open_selection(path)).requests] == titles


@pytest.mark.skipif(os.name == "nt", reason="links need a permission there")
async def test_requests_that_links_lead_to_are_chosen_by_their_names(tmp_path):
    top = tmp_path / "top"
    await saved(top / "First.request.toml")
    shared = top / ".shared"
    shared.mkdir()
    (shared / "Login.request.toml").write_text('endpoint = "a.b.c"\n')
    (shared / "Odd.request.toml").write_text("endpoint = \n")
    (top / "Again.request.toml").symlink_to(top / "First.request.toml")
    (top / "Lost.request.toml").symlink_to(top / "nowhere")
    (top / "Shared.request.toml").symlink_to(shared / "Login.request.toml")
    (top / "inner").symlink_to(shared)
    (tmp_path / "link").symlink_to(top)
    for path in (top, tmp_path / "link"):
        selection = await open_selection(path)
        titles = [request.title for request in selection.requests]
        assert titles == ["First", "Again", "inner/Login", "Shared"]
        assert sorted(told.sentence.split(" ")[0].split(",")[0] for told in selection.mistakes) == [
            str(path / "Lost.request.toml"),
            str(path / "inner" / "Odd.request.toml"),
        ]
    for path in (top / "Again.request.toml", tmp_path / "link" / "Again.request.toml"):
        assert [request.title for request in (await open_selection(path)).requests] == ["Again"]


@pytest.mark.skipif(os.name == "nt", reason="links need a permission there")
async def test_what_a_link_leads_to_elsewhere_is_not_chosen(tmp_path):
    await saved(tmp_path / "top" / "First.request.toml")
    await saved(tmp_path / "mine" / "Delete.request.toml")
    link = tmp_path / "top" / "x"
    link.symlink_to("../mine")
    selection = await open_selection(tmp_path / "top")
    assert [request.title for request in selection.requests] == ["First"]
    assert tuple(map(str, selection.mistakes)) == (
        f"{link} is a link that leads out of the collection, so it is left out. Copy what it leads "
        "to into the collection if it belongs there.",
    )
    for path in (link, link / "Delete.request.toml"):
        with pytest.raises(StorageError, match=f"{link} is a link that leads out of its collect"):
            await open_selection(path)


@pytest.mark.parametrize(("name", "words"), [("nowhere", "no folder or file"), ("x", "saved req")])
async def test_what_is_not_a_collection_is_told(tmp_path, name, words):
    (tmp_path / "x").write_text("")
    with pytest.raises(StorageError, match=words):
        await open_selection(tmp_path / name)


@pytest.mark.skipif(os.name == "nt", reason="the current folder cannot be deleted there")
async def test_a_current_folder_that_was_deleted_is_told(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(StorageError, match="could not be read|There is no folder"):
        await open_selection(Path("."))


async def test_only_what_was_chosen_can_be_wrong(tmp_path):
    await saved(tmp_path / "Top.request.toml")
    await saved(tmp_path / "inner" / "A.request.toml")
    (tmp_path / "collection.toml").write_text("order = 5\n")
    (tmp_path / "inner" / "B.request.toml").write_text("endpoint = \n")
    (tmp_path / "C.request.toml").write_text("endpoint = \n")
    everything = await open_selection(tmp_path)
    assert len(everything.mistakes) == 3
    # Nor does it matter what is wrong with a folder beside, unlike with the environments.
    await saved(tmp_path / "beside" / "A.request.toml")
    (tmp_path / "beside" / "folder.toml").write_text("order = 5\n")
    (tmp_path / "beside" / "loop").symlink_to(tmp_path)
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "E.toml").write_text("careful = 5\n")
    assert len((await open_selection(tmp_path)).mistakes) == 6
    told = "\n".join(map(str, (await open_selection(tmp_path / "inner")).mistakes))
    assert "E.toml, line 1: " in told
    assert "beside" not in told
    assert "B.request.toml, line 1: " in told
    assert "collection.toml, line 1: " in told
    assert "C.request.toml" not in told


async def test_many_saves_at_once_leave_whole_files(tmp_path):
    names = [f"Request {number}" for number in range(12)]
    await asyncio.gather(*(saved(tmp_path / f"{name}.request.toml") for name in names))
    selection = await open_selection(tmp_path)
    assert selection.mistakes == ()
    assert sorted(request.title for request in selection.requests) == sorted(names)


async def test_saving_again_keeps_tests_options_and_comments(tmp_path):
    file = tmp_path / "A.request.toml"
    await saved(file)
    tests = "history = false # too many\ntests = [\n    { code = 0 }, # all is well\n]\n"
    file.write_text(file.read_text() + tests)
    order = (tmp_path / "collection.toml").read_bytes()
    await saved(file, a_request(("ChannelId", "3")))
    assert file.read_text().endswith(tests)
    assert '["ChannelId", "3"]' in file.read_text()
    assert (tmp_path / "collection.toml").read_bytes() == order


async def test_one_changed_field_of_a_file_with_other_line_ends_is_a_diff_of_one_line(tmp_path):
    file = tmp_path / "A.request.toml"
    await saved(file, a_request(("ChannelId", "2"), ("MessageContent", "one\ntwo")))
    before = b"\xef\xbb\xbf# mine\r\n" + file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(before)
    await saved(file, a_request(("ChannelId", "3"), ("MessageContent", "one\ntwo")))
    assert file.read_bytes() == before.replace(b'"2"', b'"3"')
    (tmp_path / "collection.toml").write_bytes(b'format = 1\r\norder = ["A"] # mine\r\n')
    await saved(tmp_path / "B.request.toml")
    written = (tmp_path / "collection.toml").read_bytes()
    assert written == b'format = 1\r\norder = ["A", "B"] # mine\r\n'


async def test_a_false_alarm_is_written_into_the_file(tmp_path):
    file = tmp_path / "A.request.toml"
    token = "Zx81kQ0pL4mN7vB2cX9sD3fG6hJ5aW1e"  # noqa: S105
    request = a_request(("MessageContent", token))
    with pytest.raises(ProblemError, match="long random token"):
        await saved(file, request)
    await saved(file, request, not_secret=("value MessageContent",))
    assert 'not_secret = [\n    "value MessageContent",\n]\n' in file.read_text()
    # It need not be said again.
    await saved(file, request)
    assert parse_request(file.read_text()).not_secret == ("value MessageContent",)


@pytest.mark.parametrize(
    ("name", "words"),
    [("a.toml", r"NAME\.request\.toml"), ("a?.request.toml", r"Name it a%3F\.request\.toml")],
)
async def test_a_name_that_not_every_system_can_hold_is_refused(tmp_path, name, words):
    with pytest.raises(StorageError, match=words):
        await saved(tmp_path / name)


@pytest.mark.parametrize("name", ["environments", "Environments"])
async def test_no_request_is_saved_where_environments_are(tmp_path, name):
    await saved(tmp_path / "A.request.toml")
    for folder in (tmp_path / name, tmp_path / name / "inner"):
        with pytest.raises(StorageError, match=f"The folder {name} holds the environments"):
            await saved(folder / "B.request.toml")
        assert not folder.exists()
    # Elsewhere it is a name like any other.
    await saved(tmp_path / "inner" / name / "B.request.toml")
    titles = [request.title for request in (await open_selection(tmp_path)).requests]
    assert titles == ["A", f"inner/{name}/B"]


async def test_a_new_request_is_not_written_into_a_folder_whose_file_is_broken(tmp_path):
    (tmp_path / "collection.toml").write_text("order = 5\n")
    with pytest.raises(StorageError, match="line 1: order should be a list of texts"):
        await saved(tmp_path / "A.request.toml")
    assert [path.name for path in tmp_path.iterdir()] == ["collection.toml"]


async def test_broken_files_are_not_overwritten(tmp_path):
    file = tmp_path / "A.request.toml"
    file.write_text("endpoint = \n")
    with pytest.raises(StorageError, match=r"A\.request\.toml, line 1: "):
        await saved(file)
    (tmp_path / "collection.toml").write_text("order = 5\n")
    with pytest.raises(StorageError, match=r"collection\.toml, line 1: "):
        await saved(tmp_path / "B.request.toml")
    assert file.read_text() == "endpoint = \n"
    assert (tmp_path / "collection.toml").read_text() == "order = 5\n"


SAVING = """
import asyncio, sys
from pathlib import Path
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.services.collections.collections import Saving, save_request
from aiurdesk.services.sending.trust import Trust

folder, start, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for number in range(start, start + count):
    file = folder / f"{number:02}.request.toml"
    asyncio.run(save_request(Saving(file, custom_request(f"https://h/{number}")), Trust()))
"""


def test_all_requests_that_are_saved_at_once_are_in_the_order(tmp_path):
    folder = tmp_path / "checks"
    with contextlib.ExitStack() as stack:
        started = [
            stack.enter_context(
                running(
                    [sys.executable, "-c", SAVING, folder, start, 4],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                )
            )
            for start in (0, 4, 8)
        ]
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in started:
            assert process.stdin is not None
            process.stdin.write("go on\n")
            process.stdin.flush()
        for process in started:
            process.communicate()
            assert process.returncode == 0
    names = {f"{number:02}" for number in range(12)}
    assert set(request_names(folder)) == names
    order = parse_folder((folder / "collection.toml").read_text()).order
    assert sorted(order) == sorted(names)


async def test_files_of_a_collection_are_found_from_anywhere(tmp_path):
    (tmp_path / "collection.toml").write_text("format = 1\n")
    inside, outside = tmp_path / "files" / "a.png", tmp_path.parent / "b.png"
    request = a_request(
        ("file", FileValue(str(inside), "a.png")),
        ("other", FileValue(str(outside), "b.png")),
        ("any", FileValue("{{file}}", "{{file}}")),
        ("text", "c"),
    )
    file = tmp_path / "inner" / "A.request.toml"
    await saved(file, request)
    assert '["file", { file = "../files/a.png" }]' in file.read_text()
    assert '["any", { file = "{{file}}" }]' in file.read_text()
    saved_ = with_found_files(parse_request(file.read_text()), file.parent)
    paths = [
        Path(value.path).resolve() for _, value in saved_.values if isinstance(value, FileValue)
    ]
    assert paths == [inside, outside.resolve(), file.parent.resolve() / "{{file}}"]


@pytest.mark.parametrize(
    ("path", "is_out"),
    [
        ("inner/a.png", False),
        ("../a.png", True),
        ("/nowhere/a.png", True),
        ("{{folder}}/a.png", False),
        ("", False),
        ("a\0b", False),
    ],
)
def test_a_file_is_outside_where_its_whole_path_is_saved(tmp_path, path, is_out):
    top = tmp_path / "mine"
    (top / "inner").mkdir(parents=True)
    (top / "collection.toml").write_text("")
    typed = path if path.startswith(("/", "{{")) or not path or "\0" in path else str(top / path)
    assert is_outside(typed, str(top / "inner")) is is_out
    assert not is_outside(typed, "")
