"""Tests of reading XML as values."""

from typing import Any

import pytest

from aiurdesk.core.formats.xml_tree import (
    DEEPEST,
    MOST_BYTES,
    MOST_ELEMENTS,
    may_be_xml,
    read_xml,
)
from aiurdesk.core.problem import Problem
from tests.promised import promised


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("<Error><Code>E1</Code><N> 1 </N></Error>", {"Error": {"Code": "E1", "N": " 1 "}}),
        ("<xml><a><![CDATA[<b>&amp;]]></a></xml>", {"xml": {"a": "<b>&amp;"}}),
        ("<a>x&lt;y&#33;</a>", {"a": "x<y!"}),
        ('<rsp stat="fail"><e code="1"/></rsp>', {"rsp": {"@stat": "fail", "e": {"@code": "1"}}}),
        ("<a><b>1</b><b>2</b><b/><c/></a>", {"a": {"b": ["1", "2", ""], "c": ""}}),
        ('<a lang="en">words</a>', {"a": {"@lang": "en", "#text": "words"}}),
        ("<a>\n  <b>1</b>\n  tail</a>", {"a": {"b": "1", "#text": "\n  \n  tail"}}),
        ("<a>\n</a>", {"a": ""}),
        (
            '<s:Envelope xmlns:s="http://x"><s:Body x:nil="1"/></s:Envelope>',
            {"Envelope": {"Body": {"@nil": "1"}}},
        ),
        ('\ufeff<?xml version="1.0" encoding="UTF-8"?><a>签名</a>', {"a": "签名"}),
    ],
)  # fmt: skip
def test_xml_as_values(source: str, value: Any) -> None:
    assert read_xml(source.encode()) == value


@pytest.mark.parametrize("encoding", ["gbk", "GB2312", "big5", "iso-8859-1", "utf-16"])
def test_xml_in_the_encoding_that_it_names(encoding: str) -> None:
    words = "é" if encoding == "iso-8859-1" else "名"
    source = f'<?xml version="1.0" encoding="{encoding}"?><a>{words}</a>'.encode(encoding)

    assert read_xml(source) == {"a": words}


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
FILE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (BOMB, "document type"),
        (FILE, "document type"),
        ("<!DOCTYPE a [<!ELEMENT a ANY>]><a/>", "document type"),
        ('<!DOCTYPE html><html lang="en"></html>', "document type"),
        ("<a>&b;</a>", "not valid XML"),
        ("<a><b></a>", "not valid XML"),
        ("<a/><b/>", "not valid XML"),
        ("text", "not valid XML"),
        ("", "not valid XML"),
        ('<?xml version="1.0" encoding="no-such"?><a/>', "not valid XML"),
        ('<?xml version="1.0" encoding="gbk"?><a>\xff</a>', "not valid XML"),
        ("<a>" * (DEEPEST + 1) + "</a>" * (DEEPEST + 1), "deep"),
        (f"<a>{'<b/>' * MOST_ELEMENTS}</a>", "elements"),
        (f"<a>{'x' * MOST_BYTES}</a>", "8 MB"),
    ],
    ids=range(14),
)
def test_xml_that_is_not_read(source: str, words: str) -> None:
    problem = read_xml(source.encode("latin-1"))
    assert isinstance(problem, Problem)
    assert words in problem.sentence


def test_a_file_that_declares_entities_is_not_read() -> None:
    svg = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd"><svg/>'
    file = '<!DOCTYPE a SYSTEM "file:///etc/hostname"><a>&b;</a>'

    assert read_xml(svg.encode()) == {"svg": ""}
    assert read_xml(file.encode()) == {"a": "&b;"}


def test_as_much_as_is_allowed_is_read() -> None:
    deep = "<a>" * DEEPEST + "</a>" * DEEPEST
    many = f"<a>{'<b/>' * (MOST_ELEMENTS - 1)}</a>"

    assert list(promised(read_xml(deep.encode()))) == ["a"]
    assert len(promised(read_xml(many.encode()))["a"]["b"]) == MOST_ELEMENTS - 1


def test_what_begins_as_xml() -> None:
    begins = [may_be_xml(body) for body in (b"\xef\xbb\xbf <a/>", b"<", b"{}", b"", b" text")]

    assert begins == [True, True, False, False, False]
