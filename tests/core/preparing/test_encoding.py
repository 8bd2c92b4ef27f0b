"""What goes in comes out: encodings read back by decoders that are not ours."""

import asyncio
from urllib.parse import parse_qsl, quote, unquote

import httpx
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from starlette.datastructures import FormData, Headers, QueryParams, UploadFile
from starlette.formparsers import FormParser, MultiPartParser
from starlette.routing import compile_path

from aiurdesk.core.preparing import encoding as encode
from aiurdesk.core.preparing.encoding import FormPart
from aiurdesk.core.request.request import FileContent, FileValue

TEXT = st.text()
ITEMS = st.lists(st.tuples(st.text(min_size=1), TEXT), max_size=5)
TEMPLATE = "/Files/{SiteName}/{**FolderNames}"
FILE_NAMES = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters='"\\;'), min_size=1
)


async def chunks(body: bytes):
    yield body
    yield b""


def read_form(body: bytes) -> FormData:
    async def read() -> FormData:
        return await FormParser(Headers(), chunks(body)).parse()

    return asyncio.run(read())


def read_multipart(body: bytes, boundary: str) -> list[tuple[str, str | tuple[str, bytes]]]:
    headers = Headers({"content-type": f"multipart/form-data; boundary={boundary}"})

    async def read() -> list[tuple[str, str | tuple[str, bytes]]]:
        form = await MultiPartParser(headers, chunks(body)).parse()
        fields: list[tuple[str, str | tuple[str, bytes]]] = []
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                fields.append((name, (value.filename or "", await value.read())))
            else:
                fields.append((name, value))
        await form.close()
        return fields

    return asyncio.run(read())


@given(ITEMS)
@example([("v", "+/= %20&;"), ("v", ""), ("v", "\0\r\n")])
def test_pairs_survive_a_query(items):
    query = encode.pairs(items)
    assert query.isascii()
    assert parse_qsl(query, keep_blank_values=True) == items
    assert QueryParams(query).multi_items() == items


@settings(max_examples=100)
@given(ITEMS)
def test_pairs_survive_a_form(items):
    assert read_form(encode.pairs(items).encode()).multi_items() == items


@given(st.text(min_size=1, max_size=30))
@example("%2F%")
@example("é\x00\x7f~零😀")
@settings(max_examples=50)
def test_a_long_text_is_written_as_a_short_one(text):
    assert encode.percent(text * 20_000) == quote(text, safe="") * 20_000


def test_half_of_a_character_in_a_long_text_is_refused_too():
    with pytest.raises(UnicodeEncodeError):
        encode.percent("x" * 20_000 + "\ud800")


def test_a_space_is_written_as_percent_20_everywhere():
    assert encode.pairs([("a b", "c d+/=")]) == "a%20b=c%20d%2B%2F%3D"
    assert encode.segment("a b+") == "a%20b%2B"


@given(TEXT)
def test_a_segment_survives_an_address(text):
    assume("/" not in text and text)
    path = "/site/" + encode.segment(text)
    assert path.isascii()
    pattern, _, _ = compile_path("/site/{v}")
    match = pattern.fullmatch(unquote(path))
    # The dollar of starlette's own pattern stops before a line end.
    assert (match.group("v") if match else unquote(path).removeprefix("/site/")) == text


@given(st.lists(st.text(min_size=1).filter(lambda text: "/" not in text), min_size=1))
def test_the_rest_of_a_path_keeps_its_slashes_and_nothing_else(segments):
    path = encode.rest_of_path("/".join(segments))
    assert [unquote(part) for part in path.split("/")] == segments
    assert not {"", ".", ".."}.intersection(path.split("/"))


def test_dots_alone_are_escaped():
    assert encode.rest_of_path("../a/./...") == "%2E%2E/a/%2E/..."


def test_half_a_character_cannot_be_encoded():
    with pytest.raises(UnicodeEncodeError):
        encode.percent("\ud800")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["v", "名", "a b"]), TEXT), max_size=4))
@example([("v", "\r\n--boundary\r\n"), ("v", "--boundary--"), ("v", "boundary-")])
def test_texts_survive_a_multipart_body(items):
    form = [FormPart(name, text) for name, text in items]
    boundary = encode.free_boundary("boundary", form)
    (body,) = encode.multipart(form, boundary)
    assert isinstance(body, bytes)
    assert read_multipart(body, boundary) == items


@settings(max_examples=100, deadline=None)
@given(FILE_NAMES, TEXT)
def test_a_file_survives_a_multipart_body_with_its_name(filename, text):
    form = [
        FormPart("t", text),
        FormPart("v", FileValue("/a/b", filename, "image/png")),
        FormPart("v", "x"),
    ]
    boundary = encode.free_boundary("boundary", form)
    before, file, after = encode.multipart(form, boundary)
    assert file == FileContent("/a/b")
    assert isinstance(before, bytes)
    assert isinstance(after, bytes)
    content = b"\0\xff\r\n--boundar"
    fields = read_multipart(before + content + after, boundary)
    assert fields == [("t", text), ("v", (filename, content)), ("v", "x")]


def test_a_multipart_body_of_nothing_is_only_its_end():
    assert encode.multipart([], "b") == (b"--b--\r\n",)


def test_two_files_are_two_parts():
    body = encode.multipart(
        [FormPart("a", FileValue("/1", "1")), FormPart("b", FileValue("/2", "2"))], "b"
    )
    assert [part.path for part in body if isinstance(part, FileContent)] == ["/1", "/2"]
    assert len(body) == 5


def test_a_name_cannot_break_out_of_its_part():
    (body,) = encode.multipart([FormPart('a"\r\nX: y', "")], "b")
    assert (
        body == b'--b\r\nContent-Disposition: form-data; name="a%22%0D%0AX: y"\r\n\r\n\r\n--b--\r\n'
    )


def test_a_forced_quote_in_a_file_name_is_escaped():
    body = encode.multipart([FormPart("v", FileValue("/a", 'a"b'))], "b")
    assert isinstance(body[0], bytes)
    assert b'filename="a\\"b"' in body[0]


def test_holes_are_named_as_they_are_spelled():
    assert encode.placeholders(TEMPLATE) == ("SiteName", "FolderNames")
    assert encode.placeholders("/") == ()


def test_what_is_absent_at_the_end_goes_with_its_slash():
    assert encode.without_absent_end(TEMPLATE, {"sitename": "s"}) == "/Files/{SiteName}"
    assert encode.without_absent_end(TEMPLATE, {}) == "/Files"
    assert encode.without_absent_end(TEMPLATE, {"foldernames": "a"}) == TEMPLATE
    assert encode.without_absent_end("/{a}/{b}", {}) == "/"


def test_texts_are_escaped_into_the_holes():
    texts = {"sitename": "a b/{SiteName}", "foldernames": "c/../{d}"}
    assert encode.fill(TEMPLATE, texts) == "/Files/a%20b%2F%7BSiteName%7D/c/%2E%2E/%7Bd%7D"
    assert encode.fill("/a/{b}/c", {}) == "/a//c"


@given(TEXT, TEXT, TEXT)
def test_the_client_sends_path_and_query_as_they_are_prepared(site, folder, text):
    target = (
        encode.fill(TEMPLATE, {"sitename": site, "foldernames": folder})
        + "?"
        + encode.pairs([("v", text)])
    )
    assert httpx.URL("https://a.b" + target).raw_path.decode() == target
