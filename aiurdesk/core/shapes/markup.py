"""Reads the sentence of HTML pages."""

import html
import re
from collections.abc import Iterator

from aiurdesk.core.shapes.sentences import tidied

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
