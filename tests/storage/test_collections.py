import asyncio
import contextlib
import itertools
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aiurdesk.core.collection.collection import in_order
from aiurdesk.core.collection.environment_file import SavedVariable
from aiurdesk.core.collection.request_file import parse_request
from aiurdesk.core.errors import StorageError
from aiurdesk.storage.collections import (
    KnownFile,
    link_out,
    read_collection,
    read_file,
    read_on_thread,
    request_names,
    root_of,
    write_file,
)
from tests.benchmarks.collections import REQUEST
from tests.child_process import running

A_REQUEST = 'endpoint = "a.b.c"\n'
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="other permissions on Windows")


def put(folder: Path, **files: str) -> None:
    """Write files; two underscores in a name stand for a slash."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def a_collection(folder: Path) -> Path:
    put(
        folder,
        collection='format = 1\nname = "Checks"\norder = ["inner/"]\n',
        environments__Staging='[variables]\na = "1"\n',
        inner__folder='order = ["Z", "A"]\n',
    )
    for name in ("Top", "inner/A", "inner/Z", "inner/A%2FB"):
        (folder / f"{name}.request.toml").write_text(A_REQUEST)
    return folder


def titles(folder: Path) -> list[str]:
    return [request.title for request in in_order(read_collection(folder).root)]


def test_a_folder_is_read_with_everything_in_it(tmp_path):
    collection = read_collection(a_collection(tmp_path))
    assert collection.mistakes == ()
    assert collection.name == "Checks"
    assert collection.environments["Staging"].variables == (SavedVariable("a", "1"),)
    assert titles(tmp_path) == ["inner/Z", "inner/A", "inner/A/B", "Top"]


MOST_OPERATIONS = 1000
"""Of Python's, for a request with two values and a test. With 870 of them, reading 10,000 requests
takes 2.25 times as long as to walk their folders and read their files, as measured by
``tests.benchmarks.collections``; with 1,240 it was 2.7 times as long. The goal is 2.5."""


def operations_of_reading(folder: Path) -> int:
    operations = 0

    def count(frame, event, _argument):
        nonlocal operations
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        operations += event == "opcode"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        read_collection(folder)
    finally:
        sys.settrace(before)
    return operations


def test_a_request_is_read_with_few_operations(tmp_path):
    for number in range(101):
        put(tmp_path, **{f"{number}.request": REQUEST.format(number=number)})
    # What is imported by the first file is not counted.
    assert len(read_collection(tmp_path).root.requests) == 101
    of_all = operations_of_reading(tmp_path)
    for number in range(1, 101):
        (tmp_path / f"{number}.request.toml").unlink()
    operations = (of_all - operations_of_reading(tmp_path)) / 100
    assert 400 < operations < MOST_OPERATIONS


def test_hidden_and_other_files_are_left_alone(tmp_path):
    a_collection(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.request.toml").write_text("broken")
    (tmp_path / ".Top.request.toml.abc").write_text("broken")
    (tmp_path / "README.md").write_text("# Checks")
    assert len(titles(tmp_path)) == 4
    assert read_collection(tmp_path).mistakes == ()


def test_broken_files_are_named_with_their_line_and_the_others_are_read(tmp_path):
    a_collection(tmp_path)
    (tmp_path / "inner/A.request.toml").write_text(A_REQUEST + "values = [\n  oops\n]\n")
    (tmp_path / "inner/Z.request.toml").write_bytes(b"endpoint = \xff\n")
    put(tmp_path, inner__folder="order = 5\n", environments__Staging="careful = 5\n")
    collection = read_collection(tmp_path)
    # What the broken folder says about its requests is not known, so they are not to be run.
    assert titles(tmp_path) == ["Top"]
    (inner,) = collection.root.folders
    assert [request.name for request in inner.requests] == ["A/B"]
    told = "\n".join(mistake.sentence for mistake in collection.mistakes)
    paths = [mistake.path for mistake in collection.mistakes]
    assert len(set(paths)) == 4
    assert paths == sorted(paths)
    assert f"{tmp_path}/inner/A.request.toml, line 3: " in told
    assert f"{tmp_path}/inner/Z.request.toml is not UTF-8 text: byte 12" in told
    assert f"{tmp_path}/inner/folder.toml, line 1: order should be" in told
    assert f"{tmp_path}/environments/Staging.toml, line 1: careful should be" in told


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    (tmp_path / "a.request.toml").write_text("\ufeff" + A_REQUEST, encoding="utf-8")
    assert titles(tmp_path) == ["a"]
    assert read_file(tmp_path / "a.request.toml") == A_REQUEST


def test_no_further_file_is_read_after_a_stop(tmp_path):
    for number in range(5):
        (tmp_path / f"{number}.request.toml").write_text(A_REQUEST)
    # Asked before the folder is listed, and before each of its entries.
    asked = itertools.chain((False, False, False), itertools.repeat(True))
    collection = read_collection(tmp_path, is_stopped=lambda: next(asked))
    assert len(collection.root.requests) == 2


def test_no_more_files_and_folders_are_read_than_a_collection_may_have(tmp_path):
    for number in range(10):
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}/a.request.toml").write_text(A_REQUEST)
    whole = read_collection(tmp_path, most_entries=20)
    assert len(list(in_order(whole.root))) == 10
    assert whole.mistakes == ()
    collection = read_collection(tmp_path, most_entries=15)
    assert len(list(in_order(collection.root))) == 5
    (mistake,) = collection.mistakes
    assert "has more than 15 files and folders, so not all of them are shown" in mistake.sentence


async def test_a_thread_that_reads_is_stopped_with_its_task():
    began, ended = threading.Event(), threading.Event()

    def read(is_stopped):
        began.set()
        while not is_stopped():
            pass
        ended.set()

    task = asyncio.get_running_loop().create_task(read_on_thread(read))
    await asyncio.to_thread(began.wait)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    # It would wait for ever, and the test with it.
    await asyncio.to_thread(ended.wait)
    assert ended.is_set()


def test_a_byte_order_mark_stays(tmp_path):
    path = tmp_path / "a.request.toml"
    path.write_text("\ufeff" + A_REQUEST, encoding="utf-8")
    write_file(path, A_REQUEST + "# more\n")
    assert path.read_text(encoding="utf-8") == "\ufeff" + A_REQUEST + "# more\n"


@on_posix
@pytest.mark.parametrize("name", ["collection.toml", "inner/folder.toml", "environments/E.toml"])
def test_a_pipe_or_device_instead_of_a_file_is_told_and_not_read(name, tmp_path):
    file = a_collection(tmp_path) / name
    file.parent.mkdir(exist_ok=True)
    for make, words in (
        (os.mkfifo, "is not a file"),
        (lambda path: path.symlink_to("/dev/zero"), "is a link that leads out of the collection"),
    ):
        file.unlink(missing_ok=True)
        make(file)
        (mistake,) = read_collection(tmp_path).mistakes
        assert mistake.sentence.startswith(f"{file} {words}, so it is left out.")
        with pytest.raises(StorageError, match="could not be read"):
            read_file(file)


@on_posix
def test_links_that_lead_to_a_folder_above_are_left_out(tmp_path):
    a_collection(tmp_path)
    (tmp_path / "inner" / "again").symlink_to(tmp_path)
    (tmp_path / "inner" / "lost").symlink_to(tmp_path / "nowhere")
    (tmp_path / "inner" / "round").symlink_to(tmp_path / "inner" / "round")
    collection = read_collection(tmp_path)
    assert len(titles(tmp_path)) == 4
    told = {Path(mistake.path).name: mistake.sentence for mistake in collection.mistakes}
    assert told.keys() == {"again", "round"}
    assert told["again"].endswith("is a link to a folder that it lies in, so it is left out.")
    assert "could not be read" in told["round"]


@on_posix
@on_posix
def test_folders_that_are_too_deep_are_left_out(tmp_path):
    folder = tmp_path
    # With some hundreds more, Python ended with an error.
    for _ in range(300):
        folder /= "d"
        folder.mkdir()
        (folder / "a.request.toml").write_text(A_REQUEST)
    collection = read_collection(tmp_path)
    assert len(titles(tmp_path)) == 100
    (mistake,) = collection.mistakes
    assert mistake.sentence.endswith("d lies more than 100 folders deep, so it is left out.")


def test_what_is_not_a_file_is_told_and_not_read(tmp_path):
    a_collection(tmp_path)
    os.mkfifo(tmp_path / "Pipe.request.toml")
    (tmp_path / "Lost.request.toml").symlink_to("nowhere")
    (tmp_path / "Round.request.toml").symlink_to(tmp_path / "Round.request.toml")
    (tmp_path / "Folder.request.toml").mkdir()
    mistakes = read_collection(tmp_path).mistakes
    assert len(titles(tmp_path)) == 4
    assert sorted(Path(mistake.path).name.split(".")[0] for mistake in mistakes) == [
        "Folder",
        "Lost",
        "Pipe",
        "Round",
    ]
    assert all(
        mistake.sentence.endswith("is not a file, so it is left out.") for mistake in mistakes
    )


@on_posix
def test_a_folder_or_file_that_may_not_be_read_is_told():
    with a_folder_that_cannot_be_written() as folder:
        as_root = os.geteuid()
        os.seteuid(0) if os.getuid() == 0 else folder.chmod(0o755)
        folder.chmod(0o755)
        (folder / "inner").mkdir(mode=0o000)
        (folder / "b.request.toml").touch(mode=0o000)
        os.seteuid(as_root)
        try:
            mistakes = read_collection(folder).mistakes
            assert [request.name for request in read_collection(folder).root.requests] == ["a"]
        finally:
            os.seteuid(os.getuid())
            (folder / "inner").rmdir()
        told = sorted(mistake.sentence.removeprefix(f"{folder}/") for mistake in mistakes)
        assert [sentence.split(" ", 1)[0] for sentence in told] == ["b.request.toml", "inner"]
        assert all("could not be read (Permission denied)" in sentence for sentence in told)


@on_posix
def test_links_that_lead_out_of_the_collection_are_left_out(tmp_path):
    top, mine = a_collection(tmp_path / "one"), a_collection(tmp_path / "mine")
    (top / "inner" / "x").symlink_to("../../mine")
    (top / "inner" / "disk").symlink_to("/")
    (top / "Away.request.toml").symlink_to(mine / "Top.request.toml")
    (top / "environments" / "Away.toml").symlink_to(mine / "environments" / "Staging.toml")
    (top / "README.md").symlink_to(mine / "collection.toml")
    # Through a link that stays within the collection.
    (top / "near").symlink_to("inner")
    collection = read_collection(top)
    names = {title.rpartition("/")[2] for title in titles(top)}
    assert names == {"Top", "A", "Z", "B"}
    assert list(collection.environments) == ["Staging"]
    left = {str(Path(mistake.path).relative_to(top)) for mistake in collection.mistakes}
    assert left == {
        "Away.request.toml",
        "environments/Away.toml",
        "inner/disk",
        "inner/x",
        "near/disk",
        "near/x",
    }
    assert all(
        mistake.sentence.startswith(f"{mistake.path} is a link that leads out of the collection, ")
        for mistake in collection.mistakes
    )


@on_posix
def test_environments_and_settings_that_lie_elsewhere_are_left_out(tmp_path):
    top, mine = a_collection(tmp_path / "one"), a_collection(tmp_path / "mine")
    shutil.rmtree(top / "environments")
    (top / "environments").symlink_to(mine / "environments")
    (top / "inner" / "folder.toml").unlink()
    (top / "inner" / "folder.toml").symlink_to(mine / "inner" / "folder.toml")
    collection = read_collection(top)
    assert collection.environments == {}
    assert titles(top) == ["Top"]
    assert len(collection.mistakes) == 2


@on_posix
def test_a_collection_may_be_reached_by_a_link(tmp_path):
    a_collection(tmp_path / "one")
    (tmp_path / "link").symlink_to("one")
    assert titles(tmp_path / "link") == titles(tmp_path / "one")
    assert link_out(tmp_path / "link" / "inner") is None


@on_posix
def test_a_path_that_leaves_its_collection_is_noticed(tmp_path):
    top = a_collection(tmp_path / "one")
    (tmp_path / "mine").mkdir()
    (top / "x").symlink_to(tmp_path / "mine")
    assert link_out(top / "x" / "a" / "b.request.toml") == top / "x"
    assert link_out(top / "inner") is None


@on_posix
def test_a_file_that_is_too_long_is_told_and_not_read(tmp_path):
    a_collection(tmp_path)
    long = tmp_path / "Long.request.toml"
    with long.open("wb") as file:
        file.truncate(3_000_000_000)
    tracemalloc.start()
    (mistake,) = read_collection(tmp_path).mistakes
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert mistake.sentence == f"{long} could not be read (it is larger than 16 MB)."
    assert peak < 5_000_000
    with pytest.raises(StorageError, match="it is larger than 16 MB"):
        read_file(long)


def test_files_that_are_too_long_together_are_left_out(tmp_path):
    text = f"{A_REQUEST}notes = '{'x' * 1000}'\n"
    for number in range(5):
        path = tmp_path / f"{number}.request.toml"
        path.write_text(text)
        os.utime(path, (0, 0))  # old enough to be known the second time
    known_files: dict[str, KnownFile] = {}
    for _ in range(2):
        collection = read_collection(tmp_path, known_files, most_bytes=5 * len(text) - 1)
        (mistake,) = collection.mistakes
        assert "could not be read (all files would be longer than 5 KB)" in mistake.sentence
        assert len(collection.root.requests) == 4
        assert not read_collection(tmp_path, known_files, most_bytes=5 * len(text)).mistakes


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(StorageError, match="nowhere could not be read"):
        read_collection(tmp_path / "nowhere")


def test_the_folder_of_a_collection_is_found_from_what_is_in_it(tmp_path):
    a_collection(tmp_path)
    assert root_of(tmp_path) == tmp_path
    assert root_of(tmp_path / "inner").samefile(tmp_path)
    assert root_of(tmp_path / "inner" / "A.request.toml").samefile(tmp_path)
    alone = tmp_path.parent / "alone"
    alone.mkdir(exist_ok=True)
    assert root_of(alone) == alone


def test_a_home_folder_is_a_collection_for_nothing_that_lies_in_it(tmp_path, monkeypatch):
    home = a_collection(tmp_path / "home")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    assert root_of(home / "inner") == home / "inner"
    assert root_of(home / "Top.request.toml") == home
    # Nor is what lies above a home.
    a_collection(tmp_path)
    assert root_of(home / "inner") == home / "inner"
    (home / "collection.toml").unlink()
    assert root_of(home) == home


def test_a_collection_ends_where_another_file_system_begins(tmp_path, monkeypatch):
    top = a_collection(tmp_path)
    deep = top / "inner" / "deep"
    deep.mkdir()
    assert root_of(deep).samefile(top)
    mounted = os.path.realpath(top / "inner")
    monkeypatch.setattr(os.path, "ismount", lambda path: os.path.realpath(path) == mounted)
    assert root_of(deep) == deep
    assert root_of(top / "inner") == top / "inner"


def test_a_file_at_the_top_of_the_computer_makes_no_collection_of_it(tmp_path, monkeypatch):
    top = Path(tmp_path.anchor) / "collection.toml"
    is_file, status = Path.is_file, Path.stat
    monkeypatch.setattr(Path, "is_file", lambda path: path == top or is_file(path))
    monkeypatch.setattr(
        Path, "stat", lambda path, **how: status(tmp_path if path == top else path, **how)
    )
    assert root_of(tmp_path) == tmp_path


def test_the_requests_of_a_folder_are_named(tmp_path):
    folder = a_collection(tmp_path) / "inner"
    assert sorted(request_names(folder)) == ["A", "A/B", "Z"]


def test_a_file_is_written_with_its_folders(tmp_path):
    path = tmp_path / "new" / "a.request.toml"
    write_file(path, A_REQUEST)
    assert path.read_bytes() == A_REQUEST.encode()
    assert read_file(path) == A_REQUEST
    assert read_file(tmp_path / "none.request.toml") == ""


def test_what_cannot_be_read_is_told(tmp_path):
    with pytest.raises(StorageError, match="could not be read"):
        read_file(tmp_path)
    (tmp_path / "latin").write_bytes(b"\xe9")
    with pytest.raises(StorageError, match="not UTF-8"):
        read_file(tmp_path / "latin")


@on_posix
def test_permissions_and_links_stay(tmp_path):
    real = tmp_path / "real.toml"
    real.write_text("old")
    real.chmod(0o640)
    (tmp_path / "a.request.toml").symlink_to(real)
    write_file(tmp_path / "a.request.toml", "new")
    assert (tmp_path / "a.request.toml").is_symlink()
    assert (real.read_text(), stat.S_IMODE(real.stat().st_mode)) == ("new", 0o640)


@on_posix
def test_a_new_file_can_be_read_by_those_who_can_read_the_folder(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o775)
    write_file(folder / "a.request.toml", A_REQUEST)
    assert stat.S_IMODE((folder / "a.request.toml").stat().st_mode) == 0o664


@pytest.mark.parametrize("other", ["create.request.toml", "CREATE.request.toml"])
def test_a_name_that_differs_by_case_only_is_refused(tmp_path, other):
    write_file(tmp_path / "Create.request.toml", A_REQUEST)
    with pytest.raises(StorageError, match="Choose another name"):
        write_file(tmp_path / other, "new")
    assert read_file(tmp_path / "Create.request.toml") == A_REQUEST


def test_names_that_differ_by_case_only_are_both_read(tmp_path):
    (tmp_path / "a.request.toml").write_text(A_REQUEST)
    (tmp_path / "A.request.toml").write_text(A_REQUEST)
    assert len(titles(tmp_path)) == len(list(tmp_path.iterdir()))


@contextlib.contextmanager
def a_folder_that_cannot_be_written(folder_mode: int = 0o555) -> Iterator[Path]:
    """Yield a folder with a read-only request; root gives its rights up meanwhile."""
    is_root = os.geteuid() == 0
    folder = Path(tempfile.mkdtemp(prefix="aiurdesk-read-only-"))
    (folder / "a.request.toml").write_text(A_REQUEST)
    (folder / "a.request.toml").chmod(0o444)
    folder.chmod(folder_mode)
    try:
        if is_root:
            os.seteuid(65534)
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o755)
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


@on_posix
def test_a_folder_that_cannot_be_written_is_told_and_stays_as_it_is():
    with a_folder_that_cannot_be_written() as folder:
        for name in ("a", "b"):
            with pytest.raises(StorageError, match=rf"{name}\.request\.toml could not be written"):
                write_file(folder / f"{name}.request.toml", "new")
        assert os.listdir(folder) == ["a.request.toml"]
        assert read_file(folder / "a.request.toml") == A_REQUEST


@on_posix
def test_a_file_that_cannot_be_written_is_not_replaced():
    with a_folder_that_cannot_be_written(folder_mode=0o777) as folder:
        with pytest.raises(StorageError, match="Allow writing there"):
            write_file(folder / "a.request.toml", "new")
        write_file(folder / "b.request.toml", "new")
        assert read_file(folder / "a.request.toml") == A_REQUEST


@on_posix
def test_a_full_disk_leaves_the_old_content(tmp_path):
    import resource

    path = tmp_path / "a.request.toml"
    write_file(path, A_REQUEST)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Ignored as Python does it, so that the write fails instead of the process.
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
        with pytest.raises(StorageError, match="could not be written"):
            write_file(path, "x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert read_file(path) == A_REQUEST
    assert os.listdir(tmp_path) == ["a.request.toml"]


SAVER = """
import itertools, sys
from pathlib import Path
from aiurdesk.core.collection.request_file import write_request
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.storage.collections import read_file, write_file

path = Path(sys.argv[1])
for number in itertools.count():
    saved = SavedRequest("a.b.c", values=(("Number", str(number)), ("Text", "line\\n" * 20_000)))
    write_file(path, write_request(saved, read_file(path)))
    print(number, flush=True)
"""


@on_posix
def test_a_process_that_is_killed_during_saves_leaves_a_whole_file(tmp_path):
    path = tmp_path / "a.request.toml"
    last = 0
    for attempt in range(8):
        with running(
            [sys.executable, "-c", SAVER, path], stdout=subprocess.PIPE, cwd=Path.cwd()
        ) as process:
            assert process.stdout is not None
            # Each time a few more saves, so that the end comes at other moments of a save.
            for _ in range(2 + attempt):
                last = int(process.stdout.readline())
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        saved = parse_request(read_file(path))
        number = dict(saved.values)["Number"]
        assert isinstance(number, str)
        assert int(number) >= last
        assert dict(saved.values)["Text"] == "line\n" * 20_000
        collection = read_collection(tmp_path)
        assert collection.mistakes == ()
        assert len(collection.root.requests) == 1
        assert os.listdir(tmp_path) == ["a.request.toml"]


SAVING = """
import sys
from pathlib import Path
from aiurdesk.storage.files import write_atomically

def pieces():
    yield b"half"
    print("begun", flush=True)
    sys.stdin.readline()

write_atomically(Path(sys.argv[1]), pieces())
"""


@contextmanager
def somebody_saving(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Let another process save a file; it goes on with the next line that it is sent."""
    command = [sys.executable, "-c", SAVING, path]
    with running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        yield process


def hidden(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder) if name.startswith(".")]


@pytest.mark.parametrize(
    "look", [read_collection, lambda folder: write_file(folder / "b.request.toml", "x")]
)
def test_what_a_killed_save_left_is_deleted_by_the_next_look_into_the_folder(tmp_path, look):
    with somebody_saving(tmp_path / "a.request.toml") as process:
        process.kill()
        process.wait()
        assert hidden(tmp_path)
        look(tmp_path)
        assert not hidden(tmp_path)


def test_what_another_process_saves_is_left_to_it(tmp_path):
    path = tmp_path / "a.request.toml"
    with somebody_saving(path) as process:
        read_collection(tmp_path)
        write_file(tmp_path / "b.request.toml", "x")
        assert len(hidden(tmp_path)) == 1
        process.communicate("go on\n")
    assert path.read_text() == "half"
    assert not hidden(tmp_path)


@pytest.mark.parametrize("name", [".a.request.toml.swp", ".a.request.toml.old"])
def test_hidden_files_of_other_programs_stay_however_old_they_are(tmp_path, name):
    (tmp_path / name).write_text("of an editor")
    os.utime(tmp_path / name, (0, 0))
    write_file(tmp_path / "a.request.toml", "x")
    read_collection(tmp_path)
    assert hidden(tmp_path) == [name]


def test_services_of_a_collection_are_not_a_folder_of_requests(tmp_path):
    (tmp_path / "collection.toml").write_text("")
    service = tmp_path / "services" / "lamps"
    service.mkdir(parents=True)
    (service / "service.json").write_text("{}")
    assert read_collection(tmp_path).root.folders == ()
    (tmp_path / "services" / "a.request.toml").write_text('endpoint = "gateway.home.index"\n')
    assert [inner.name for inner in read_collection(tmp_path).root.folders] == ["services"]
