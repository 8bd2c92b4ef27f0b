"""Tables saved as files, with the rows of a real process."""

import asyncio
import json
import os
from pathlib import Path

import pytest

from aiurdesk.core.body_views.table import Order
from aiurdesk.core.body_views.table_text import TableFormat, WrittenTable
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.services.body_views import body_values, table_file
from aiurdesk.services.body_views.body_values import BodyValues
from aiurdesk.services.body_views.table_file import SavedTable, save_table
from aiurdesk.services.processes.helper_processes import HelperProcesses
from tests.services.body_views.test_body_values import ROWS, processes_opened

BY_ID = Order("id", is_descending=True, needle="n1")
COLUMNS = ("name", "id")


@pytest.fixture
def in_parts(monkeypatch):
    """Save seven rows at a time."""
    monkeypatch.setattr(table_file, "ROWS_AT_ONCE", 7)


def always(_done: int, _total: int) -> bool:
    return True


def table_of(processes: HelperProcesses, body: ResponseBody = ROWS):
    return BodyValues(processes).table(body)


async def test_a_table_that_is_saved_in_parts_is_the_one_that_is_written_at_once(
    tmp_path, in_parts
):
    file, told = tmp_path / "rows.csv", []

    def goes_on(done, total):
        told.append((done, total))
        return True

    async with processes_opened() as processes:
        table = table_of(processes)
        saved = await save_table(table, file, COLUMNS, BY_ID, goes_on)
        whole = await table.written(TableFormat.CSV, COLUMNS, BY_ID)
    assert isinstance(whole, WrittenTable)
    assert file.read_bytes() == b"\xef\xbb\xbf" + whole.text.encode()
    assert saved == SavedTable(111, 0)
    assert told == [(done, 111) for done in range(0, 111, 7)]
    assert os.listdir(tmp_path) == ["rows.csv"]


async def test_a_part_of_long_rows_has_fewer_of_them_and_at_least_one(tmp_path, monkeypatch):
    monkeypatch.setattr(table_file, "CHARACTERS_AT_ONCE", 10)
    data = json.dumps([{"a": "=1"}, {"a": "x" * 100}, {"a": "1"}, {"a": "2"}]).encode()
    file, told = tmp_path / "rows.csv", []

    def goes_on(done, _):
        told.append(done)
        return True

    async with processes_opened() as processes:
        table = table_of(processes, ResponseBody(data, size_bytes=len(data)))
        saved = await save_table(table, file, ("a",), Order(), goes_on)
    assert (saved, told) == (SavedTable(4, 1), [0, 2])
    assert file.read_text("utf-8-sig").split() == ["a", "'=1", "x" * 100, "1", "2"]


async def test_a_table_longer_than_what_is_copied_is_saved(tmp_path, monkeypatch):
    monkeypatch.setattr(body_values, "MOST_COPIED", 2**20)
    body_file, file = tmp_path / "body", tmp_path / "rows.csv"
    text = "x" * 2**17
    body_file.write_text(json.dumps([{"id": number, "text": text} for number in range(9)]))
    size = body_file.stat().st_size
    async with processes_opened() as processes:
        table = table_of(processes, ResponseBody(b"", str(body_file), size))
        refused = await table.written(TableFormat.CSV)
        saved = await save_table(table, file, ("id", "text"), Order(), always)
    assert isinstance(refused, Problem)
    assert saved == SavedTable(9, 0)
    lines = file.read_text("utf-8-sig").splitlines()
    assert lines == ["id,text", *(f"{number},{text}" for number in range(9))]


@pytest.mark.parametrize("parts", [0, 1, 3])
async def test_what_is_stopped_between_two_parts_leaves_the_old_file(tmp_path, in_parts, parts):
    file = tmp_path / "rows.csv"
    file.write_text("old")
    async with processes_opened() as processes:
        saved = await save_table(
            table_of(processes), file, COLUMNS, BY_ID, lambda done, _: done < parts * 7
        )
    assert saved is None
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["rows.csv"]


async def test_a_task_that_is_cancelled_leaves_no_file(tmp_path, in_parts):
    begun = asyncio.Event()

    def goes_on(done, _):
        if done:
            begun.set()
        return True

    async with processes_opened() as processes, asyncio.TaskGroup() as group:
        file = tmp_path / "rows.csv"
        saving = group.create_task(save_table(table_of(processes), file, COLUMNS, Order(), goes_on))
        await begun.wait()
        assert len(os.listdir(tmp_path)) == 1
        saving.cancel()
    assert saving.cancelled()
    assert os.listdir(tmp_path) == []


async def test_a_table_without_rows_is_its_titles(tmp_path):
    file = tmp_path / "rows.csv"
    async with processes_opened() as processes:
        order = Order(needle="nothing of this")
        assert await save_table(table_of(processes), file, COLUMNS, order, always) == SavedTable(
            0, 0
        )
    assert file.read_text("utf-8-sig") == "name,id\n"


async def test_what_cannot_be_written_or_read_is_told(tmp_path):
    (tmp_path / "folder").mkdir()
    gone = ResponseBody(b"", str(tmp_path / "gone"), 10)
    async with processes_opened() as processes:
        for path in (tmp_path / "no" / "rows.csv", tmp_path / "folder"):
            refused = await save_table(table_of(processes), path, COLUMNS, Order(), always)
            assert isinstance(refused, Problem)
            assert refused.sentence.startswith(f"{path} could not be written (")
        file = tmp_path / "rows.csv"
        refused = await save_table(table_of(processes, gone), file, COLUMNS, Order(), always)
        assert isinstance(refused, Problem)
        assert "Send the request again." in refused.sentence
    assert os.listdir(tmp_path) == ["folder"]


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
async def test_a_link_and_the_permissions_of_a_file_that_is_replaced_stay(tmp_path):
    file, link = tmp_path / "rows.csv", tmp_path / "link.csv"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file.name)
    async with processes_opened() as processes:
        table = table_of(processes)
        await save_table(table, link, COLUMNS, Order(), always)
        await save_table(table, tmp_path / "new.csv", COLUMNS, Order(), always)
    assert link.is_symlink()
    assert (file.stat().st_mode & 0o777, file.read_bytes()[:3]) == (0o640, b"\xef\xbb\xbf")
    folder = Path(tmp_path).stat().st_mode
    assert (tmp_path / "new.csv").stat().st_mode & 0o777 == folder & 0o644
