"""Tests of what is read from a body: JSON, XML, or rows of delimited text."""

import json

import pytest

from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.body_format import ValueKind, format_of, json_of
from aiurdesk.core.response.response import Response, ResponseBody, Timing


def response(body: bytes, content_type: str = "", disposition: str = "", path: str = "/"):
    headers = [Header("Content-Type", content_type), Header("Content-Disposition", disposition)]
    return Response(
        status=200,
        reason="OK",
        http_version="HTTP/1.1",
        headers=tuple(header for header in headers if header.value),
        body=ResponseBody(body, size_bytes=len(body)),
        url=f"http://a.test{path}",
        timing=Timing(),
    )


def values(given: Response) -> object:
    read = json_of(given.body.data, format_of(given))
    return read if isinstance(read, Problem) else json.loads(read)


CSV = b"a,b\n1,x\n"
ROWS = [{"a": 1, "b": "x"}]


@pytest.mark.parametrize(
    "given",
    [
        response(CSV, "text/csv"),
        response(CSV, "Text/CSV; charset=utf-8"),
        response(CSV, "application/csv"),
        response(b"a\tb\n1\tx\n", "text/tab-separated-values"),
        response(CSV, "application/octet-stream", 'attachment; filename="list.csv"'),
        response(CSV, "", "attachment; filename*=UTF-8''list.CSV; size=8"),
        response(b"a\tb\n1\tx\n", "text/plain", path="/list.tsv?x=1"),
        response(b"\xef\xbb\xbf" + CSV, "text/csv"),
        response(CSV.decode().encode("utf-16"), "text/csv"),
        response(CSV, "text/csv; header=present"),
    ],
    ids=range(10),
)
def test_rows_of_delimited_text(given):
    assert values(given) == ROWS


def test_the_charset_of_the_header_is_used():
    given = response("a,b\nKöln,1\n".encode("cp1252"), "text/csv; charset=windows-1252")
    assert values(given) == [{"a": "Köln", "b": 1}]
    # Bytes that are not of it are seen, and stop nothing.
    assert values(response(b"a,b\nK\xf6ln,1\n", "text/csv")) == [{"a": "K\ufffdln", "b": 1}]


def test_a_header_without_titles_is_believed():
    assert values(response(CSV, "text/csv; header=absent")) == [["a", "b"], [1, "x"]]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (response(b"<a/>", "application/xml"), ValueKind.XML),
        (response(b"<a/>", "text/xml; charset=utf-8"), ValueKind.XML),
        (response(b"<rss/>", "application/rss+xml"), ValueKind.XML),
        (response(b"\xef\xbb\xbf <?xml version='1.0'?><a/>"), ValueKind.XML),
        (response(b"<!DOCTYPE html><html>", "application/xml"), ValueKind.JSON),
        (response(b"<html/>", "text/html"), ValueKind.JSON),
        (response(b"<html/>", "application/xhtml+xml"), ValueKind.JSON),
        (response(b"<p>Error</p>", "text/csv"), ValueKind.JSON),
        (response(b'[{"a": 1}]', "text/csv"), ValueKind.JSON),
        (response(CSV, "text/plain"), ValueKind.JSON),
        (response(b"{}", "application/json", "attachment; filename=a.csv"), ValueKind.JSON),
        (response(CSV, "text/plain", "attachment; filename=a.csv.gz"), ValueKind.JSON),
        (response(b"", "text/csv"), ValueKind.DELIMITED),
    ],
    ids=range(13),
)
def test_what_a_body_is_read_as(given, kind):
    assert format_of(given).kind is kind


def test_xml_has_the_values_of_its_elements_and_attributes():
    given = response(b'<s:a xmlns:s="x" n="1"><b>2</b><b/></s:a>', "text/xml")
    assert values(given) == {"a": {"@n": "1", "b": ["2", ""]}}


def test_xml_that_is_none_is_told():
    read = values(response(b"<a>", "text/xml"))
    assert isinstance(read, Problem)
    assert read.sentence.startswith("It is not valid XML")
