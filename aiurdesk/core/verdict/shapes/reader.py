"""Reads what the body of any server says."""

import html
import re
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from aiurdesk.core.formats.xml_tree import may_be_xml, read_xml
from aiurdesk.core.problem import Problem
from aiurdesk.core.verdict.shapes.error_reading import read_errors
from aiurdesk.core.verdict.shapes.said import NOTHING_SENT, Said, Sent, Sign
from aiurdesk.core.verdict.shapes.sentences import first_line, tidied
from aiurdesk.core.verdict.shapes.sign_values import is_list_of_pairs
from aiurdesk.core.verdict.shapes.signs import Told, find_sign, pairs_of, sign_of_text

_MOST_CHARACTERS = 256 * 1024
_MOST_BLOCKS = 500
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)([^<>]*)>")
_SKIPPED = frozenset({"script", "style", "svg", "noscript", "template"})
_BLOCKS = frozenset(
    {"title", "pre", "p", "h1", "h2", "h3", "h4", "div", "li", "td", "th", "dd", "dt", "body",
     "hr", "center", "address", "ul", "ol", "table", "tr", "section", "main", "header", "footer",
     "html", "head", "textarea", "article"}
)  # fmt: skip
_LABELLED = re.compile(r"(?:Message|Description|Reason|MESSAGE)\s*:?\s+(\S.*)", re.DOTALL)
_NO_SENTENCE = re.compile(r"(?:Type|Exception|URI|STATUS|SERVLET|Note|Root Cause)\b.{0,40}")


def page_sentence(text: str, status: int) -> str:
    """Return the sentence of an HTML page that says more than the status, or an empty text."""
    blocks = [
        (tag, sentence)
        for tag, raw in _blocks(text[:_MOST_CHARACTERS])
        if (sentence := tidied(raw, status))
    ]
    for tag, sentence in blocks:
        label = _LABELLED.fullmatch(sentence) if tag in ("p", "td", "th") else None
        if label is not None and (told := tidied(label[1], status)):
            return told
    for chosen in (("pre",), ("h1",), ("p",), ("title", "body"), ("h2", "h3")):
        for tag, sentence in blocks:
            if tag in chosen and _is_sentence(tag, sentence):
                return sentence
    return ""


def _is_sentence(tag: str, text: str) -> bool:
    if _NO_SENTENCE.fullmatch(text) or not any(character.isalpha() for character in text):
        return False
    return tag != "h1" or text.endswith((".", "!", "。"))


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield tag and text of the blocks of a page."""
    tag, pieces, count = "", [""], 0
    for name, words in _pieces(text):
        if name.lstrip("/") in _BLOCKS:
            if content := _plain("".join(pieces), tag):
                yield tag, content
                count += 1
            if count >= _MOST_BLOCKS:
                return
            tag, pieces = "" if name.startswith("/") else name, []
        elif name == "br":
            pieces.append("\n")
        pieces.append(words)
    if content := _plain("".join(pieces), tag):
        yield tag, content


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield each tag with the words behind it; the name of one that closes begins with ``/``."""
    at, name = 0, ""
    while True:
        opened = text.find("<", at)
        yield name, text[at : opened if opened >= 0 else len(text)]
        if opened < 0:
            return
        name, at = _tag_at(text, opened)


def _tag_at(text: str, opened: int) -> tuple[str, int]:
    """Return the name of the tag that begins at a position, and where the next words begin."""
    if text.startswith("<!--", opened):
        return "", _after(text, "-->", opened)
    match = _TAG.match(text, opened)
    if match is None:
        # A declaration, or a stray character.
        is_declaration = text.startswith(("<!", "<?"), opened)
        return "", _after(text, ">", opened) if is_declaration else opened + 1
    name = match[2].lower()
    if name in _SKIPPED and not match[1]:
        return "", _after(text, ">", _after(text, f"</{name}", match.end()))
    return match[1] + name, match.end()


def _after(text: str, end: str, start: int) -> int:
    content = text.find(end, start)
    return len(text) if content < 0 else content + len(end)


def _plain(raw: str, tag: str) -> str:
    text = html.unescape(raw).replace("\N{NO-BREAK SPACE}", " ")
    return text.strip() if tag == "pre" else " ".join(text.split())


_NOTHING = Said()
_LONGEST_PLAIN = 16 * 1024
"""Characters of a plain text that can be a message; a longer one is a document."""
_LONGEST_XML = 1024 * 1024
_DECLARATION = re.compile(r"<\?xml[^>]*\?>")
"""It names the encoding that the bytes had."""
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def read_body(
    body: bytes | str, status: int = 200, content_type: str = "", sent: Sent = NOTHING_SENT
) -> Said:
    """Return what a body says; an empty ``Said`` where it says nothing. Never raises.

    Args:
        body: As it came, its Content-Encoding undone. The bytes decide what it is.
        status: Of the response; 200 for events of a stream and frames of a socket.
        content_type: The header; it only helps where the bytes can be two things.
        sent: What the request sent.
    """
    text = _decoded(body)
    if text is None:
        # XML says itself how it is encoded.
        is_xml = isinstance(body, bytes) and may_be_xml(body)
        return _read_xml(body, status, sent) if is_xml and isinstance(body, bytes) else _NOTHING
    if text[:1] in ("{", "[", '"'):
        try:
            return read_value(msgspec.json.decode(text), status, sent)
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            # A text may begin with a word in quotes.
            return _NOTHING if text[0] != '"' else _text(text, status, content_type, sent)
    if text[:1] == "<":
        return _markup(text, status, content_type, sent)
    return _text(text, status, content_type, sent)


def read_value(value: object, status: int = 200, sent: Sent = NOTHING_SENT) -> Said:
    """Return what a decoded JSON value says; see ``read_body``."""
    return _with_sign(value, value, find_sign(value) if status < 400 else None, status, sent)


def _with_sign(tree: object, inner: object, told: Told | None, status: int, sent: Sent) -> Said:
    """Return what a tree says, and how surely it says that it failed.

    Args:
        tree: The whole.
        inner: What is read of it.
        told: The sign in it; None where the status tells.
        status: Of the response.
        sent: What the request sent.
    """
    if told is None:
        return read_errors(inner, status, sent)
    if told.sign is Sign.NONE:
        return _NOTHING
    said = read_errors(inner, status, sent)
    if not said.message and told.part is not tree:
        of_part = read_errors(told.part, status, sent)
        code = of_part.code if said.code is None else said.code
        said = of_part if of_part.message else replace(said, code=code)
    if not said.message and told.row is not None and isinstance(told.part, dict):
        said = _of_pair(said, told.part.get(told.steps[-1]))
    return replace(said, sign=told.sign)


def _of_pair(said: Said, value: object) -> Said:
    """Return also code and message of ``["FAIL_SYS_TOKEN_EMPTY::No token"]``."""
    if not is_list_of_pairs(value) or not isinstance(value, list):
        return said
    code, _, message = str(value[0]).partition("::")
    return replace(said, message=message, code=code if said.code is None else said.code)


def _text(text: str, status: int, content_type: str, sent: Sent) -> Said:
    if status < 400:
        return _text_of_success(text, status, content_type, sent)
    if len(text) > _LONGEST_PLAIN:
        return _NOTHING
    said = read_errors(text, status, sent)
    return said if said.field_errors else Said(first_line(text, status))


def _text_of_success(text: str, status: int, content_type: str, sent: Sent) -> Said:
    pairs = pairs_of(text)
    if pairs is not None:
        said = read_value(pairs, status, sent)
        # A form that was sent comes back in many ways.
        return said if said.sign is Sign.STRONG else _NOTHING
    sign = sign_of_text(text, content_type)
    return _NOTHING if sign is Sign.NONE else Said(first_line(text, status), sign=sign)


def _markup(text: str, status: int, content_type: str, sent: Sent) -> Said:
    start = text[:1000].lower()
    if "<html" in start or "<!doctype html" in start:
        return Said(page_sentence(text, status)) if status >= 400 else _NOTHING
    if status < 400 and (sign := sign_of_text(text)) is not Sign.NONE:
        # What PHP writes into a page that has not begun.
        return Said(page_sentence(text, status), sign=sign)
    if "html" in content_type.lower():
        return Said(page_sentence(text, status)) if status >= 400 else _NOTHING
    return _read_xml(_DECLARATION.sub("", text, count=1).encode(), status, sent)


def _read_xml(data: bytes, status: int, sent: Sent) -> Said:
    if len(data) > _LONGEST_XML:
        return _NOTHING
    tree = read_xml(data)
    if isinstance(tree, Problem):
        return _NOTHING
    told = find_sign(tree, is_xml=True) if status < 400 else None
    # The name of the root says less than what is in it.
    return _with_sign(tree, next(iter(tree.values())), told, status, sent)


def _decoded(body: bytes | str) -> str | None:
    if isinstance(body, bytes):
        try:
            body = body.decode()
        except UnicodeDecodeError:
            return None
    if "\0" in body[:1000]:
        return None
    return body.lstrip(_BYTE_ORDER_MARK).strip()
