import os
from pathlib import Path

import pytest

from aiurdesk.core.errors import AiurdeskError
from aiurdesk.services.run_data import read_rows


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
    with pytest.raises(AiurdeskError, match=words):
        read_rows(tmp_path / name)


def test_a_file_that_does_not_exist_is_told(tmp_path):
    with pytest.raises(AiurdeskError, match=r"no\.csv could not be read"):
        read_rows(tmp_path / "no.csv")


@pytest.mark.skipif(os.name == "nt", reason="there is no such device")
def test_a_file_without_an_end_is_refused():
    with pytest.raises(AiurdeskError, match="/dev/zero is longer than 256 MB"):
        read_rows(Path("/dev/zero"))
