import os
import tracemalloc
from pathlib import Path

import pytest

from aiurdesk.core.errors import ProblemError
from aiurdesk.services.runs.run_data import read_rows


@pytest.mark.parametrize(
    ("name", "content", "rows"),
    [
        ("a.csv", b'name,id\nfirst,1\n"x,y",\n', [("first", "1"), ("x,y", "")]),
        ("a.csv", b"\xef\xbb\xbfname,id\r\nfirst,1\r\n", [("first", "1")]),
        ("a.csv", b'name;id\r\n"x;y";1,5\r\n', [("x;y", "1,5")]),
        ("a.csv", b"name\tid\nfirst, last\t1\n", [("first, last", "1")]),
        ("a.csv", b" name , id\n\n first,1\n\n", [(" first", "1")]),
        ("a.csv", b"name,id\n" + b"x" * 200_000 + b",1\n", [("x" * 200_000, "1")]),
        ("a.json", b'[{"name": "first", "id": 1}]', [("first", "1")]),
        ("A.JSON", b'[{"name": {"a": 1}, "id": true}]', [('{"a": 1}', "true")]),
    ],
)
def test_each_row_has_variables(tmp_path, name, content, rows):
    (tmp_path / name).write_bytes(content)
    assert [(row["name"], row["id"]) for row in read_rows(tmp_path / name)] == rows


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "has no rows"),
        ("a.csv", b"name,id\n", "has no rows"),
        ("a.csv", b"name,id\n1\n", "line 2: there are not as many values as names"),
        ("a.csv", b"name,id\n1,2,3\n", "line 2: there are not as many values as names"),
        ("a.csv", b'name\n"open\n', "line 2: unexpected end"),
        ("a.csv", b'name\n1\n"a" b\n', "line 3: "),
        ("a.csv", b"\xff", "byte 1"),
        ("a.csv", b"id,id\n1,2\n", "line 1: there are two columns 'id'"),
        ("a.json", b"[" * 100_000, "is nested too deeply"),
        ("a.json", b"{", "is not JSON"),
        ("a.json", b"{}", "a list of objects"),
        ("a.json", b"[1]", "a list of objects"),
        ("a.json", b"[]", "has no rows"),
    ],
)
def test_what_has_no_rows_is_told(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ProblemError, match=words):
        read_rows(tmp_path / name)


def test_a_file_that_does_not_exist_is_told(tmp_path):
    with pytest.raises(ProblemError, match=r"no\.csv could not be read"):
        read_rows(tmp_path / "no.csv")


@pytest.mark.skipif(os.name == "nt", reason="there is no such device")
def test_a_file_without_an_end_is_refused():
    with pytest.raises(ProblemError, match="/dev/zero is longer than 256 MB"):
        read_rows(Path("/dev/zero"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b",".join(b"%d" % n for n in range(1001)) + b"\n", "more than 1,000 columns"),
        ("a.csv", b"a\n" + b"1\n" * 1_000_001, "has more than 1,000,000 rows"),
        ("a.csv", b'a\n"' + b"x" * 10_000_000, "line 2: the row is longer than 8 MB; a quote"),
        ("a.csv", b'a\n"' + b"line\n" * 2_000_000, "line 2: the row is longer than 8 MB; a quote"),
        ("a.csv", b"," * 10_000_000, "line 1: the row is longer than 8 MB"),
        ("a.json", b"[" + b" " * 17_000_000 + b"]", "a.json is longer than 16 MB"),
    ],
)
def test_what_is_too_long_is_refused(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ProblemError, match=words):
        read_rows(tmp_path / name)


def test_an_unclosed_quote_does_not_take_many_times_the_memory_of_the_file(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(b'a\n"' + b"x" * 60_000_000)
    tracemalloc.start()
    with pytest.raises(ProblemError, match="a quote may not be closed"):
        read_rows(file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * 60_000_000


def test_rows_of_csv_are_not_all_in_memory(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(b"name,id\n" + b"first,1234567\n" * 20_000)
    tracemalloc.start()
    rows = read_rows(file)
    assert sum(row["id"] == "1234567" for row in rows) == len(rows) == 20_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * file.stat().st_size
    assert {"name": "first", "id": "1234567"} in rows
    assert {"name": "last"} not in rows


def test_an_invalid_byte_is_named_by_its_place_in_the_file(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"a\n" + b"1\n" * 100_000 + b"\xff\n")
    with pytest.raises(ProblemError, match="byte 200003 is invalid"):
        read_rows(tmp_path / "a.csv")
