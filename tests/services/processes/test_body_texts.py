import asyncio

import pytest

from aiurdesk.core.body_views.find import FindQuery, Found
from aiurdesk.core.body_views.rows import IndexPart, TextRows
from aiurdesk.services.processes.body_texts import BodyTexts, found_in, indexed, laid_out
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.transport.temporary_files import TemporaryFiles
from tests.coroutines import until


def rows_of(data, parts):
    rows = TextRows(lambda start, stop: data[start:stop])
    for part in parts:
        rows.add(part)
    return rows


def test_the_parts_of_an_index_are_the_whole_of_it():
    data = b"line\n" * 700_000
    rows = rows_of(data, indexed(data, "utf-8", None))
    assert (rows.count, rows.is_complete, rows.last_number) == (700_001, True, 700_001)
    assert rows.rows(650_000, 1)[0].start == 3_250_000


def test_another_encoding_is_written_as_utf_8(tmp_path):
    target = tmp_path / "text"
    parts = list(indexed("é\n你".encode("utf-16"), "utf-16", str(target)))
    assert target.read_text("utf-8") == "é\n你"
    assert parts[-1].count == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_json_is_laid_out_with_its_numbers_as_they_are(tmp_path, encoding):
    target = tmp_path / "text"
    body = '{"a":1.0e+5,"a":[],"é":{}}'.encode(encoding)
    parts = list(laid_out(body, encoding, str(target), is_whole=True))
    assert target.read_text("utf-8") == '{\n  "a": 1.0e+5,\n  "a": [],\n  "é": {}\n}'
    assert isinstance(parts[-1], IndexPart)
    assert parts[-1].count == 5


def test_what_is_not_json_is_none_unless_its_end_is_missing(tmp_path):
    target = str(tmp_path / "text")
    assert list(laid_out(b'{"a": [1, "b', "utf-8", target, is_whole=True)) == [None]
    last = list(laid_out(b'{"a": [1, "b', "utf-8", target, is_whole=False))[-1]
    assert last is not None
    assert last.is_last
    assert (tmp_path / "text").read_text() == '{\n  "a": [\n    1,\n    "b'


def test_a_file_is_searched_like_a_text(tmp_path):
    path = tmp_path / "body"
    path.write_bytes(b"x" * 3_000_000 + b"needle")
    found = found_in(str(path), FindQuery("Needle"))
    steps = [step for step in found if isinstance(step, Found)]
    assert [list(step.starts) for step in steps if step.starts] == [[3_000_000]]
    assert steps[-1].is_last


async def test_the_process_is_there_again_after_a_job_was_cancelled():
    processes = HelperProcesses()
    texts = BodyTexts(processes, TemporaryFiles())
    taken: list[IndexPart] = []
    job = asyncio.get_running_loop().create_task(
        texts.index(b"line\n" * 9_000_000, "utf-8", None, taken.append)
    )
    await until(lambda: taken)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert await texts.index(b"line\n", "utf-8", None, taken.append) == ""
    assert taken[-1].is_last
    await processes.aclose()
