"""Lays HTML and XML out with one element on each line.

It only moves tags to lines of their own. Nothing is expanded, looked up or repaired, so a document
cannot make it slow or large: each character is looked at a few times, and indentation has a limit.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto

from aiurdesk.core.body_views.part import PART_LINES

_DEEPEST = 20
"""Deeper elements are indented no further."""
_LONGEST = 500
"""So many texts and inline tags are collected for a line: the window has to have its turn."""
_REMEMBERED = 200
"""So many open elements are looked through for the one that a tag closes."""

# Possessive, so that a quote that is never closed is not tried again and again.
_TAG = re.compile(r"""<[/!?a-z_](?:[^<>"']++|"[^"]*+"|'[^']*+')*+>""", re.IGNORECASE)
_NAME = re.compile(r"</?([^\s/>]+)")
_SPACE = re.compile(r"\s+")
_HTML = re.compile(r"\ufeff?\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html)\b", re.I | re.S)
_VERBATIM = ("script", "style", "pre", "textarea")
_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "dfn", "em", "i", "kbd", "label",
    "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
}  # fmt: skip
_WHOLE = (("<!--", "-->"), ("<![CDATA[", "]]>"))


def can_lay_out(text: str) -> bool:
    """Return whether the lines of a text will not be too many."""
    return 2 * text.count("<") + text.count("\n") < PART_LINES


def markup_lines(text: str) -> Iterator[str]:
    """Yield the lines of a text that begins with a tag, laid out."""
    return _Layout(is_html=_HTML.match(text[:2000]) is not None).lines(text)


class _Kind(Enum):
    TEXT = auto()
    TAG = auto()
    WHOLE = auto()
    """A comment or the like, whose lines stay as they are."""


class _Layout:
    def __init__(self, *, is_html: bool) -> None:
        self._is_html = is_html
        self._open: list[str] = []
        """Names of the elements that are open."""
        self._line: list[str] = []
        """The line that is not complete yet: perhaps a tag, then text."""
        self._begins_with_tag = False

    def lines(self, text: str) -> Iterator[str]:
        at = 0
        while at < len(text):
            token, kind = _token(text, at)
            at += len(token)
            if kind is _Kind.TEXT:
                self._line.append(_SPACE.sub(" ", token))
            elif kind is _Kind.WHOLE:
                yield from self._complete()
                yield from self._verbatim(token)
            else:
                yield from self._tag(token)
                end = self._content_end(token, text, at)
                yield from self._content(text[at:end])
                at = end
            if len(self._line) > _LONGEST:
                yield from self._complete()
        yield from self._complete()

    def _content_end(self, tag: str, text: str, at: int) -> int:
        """Return where the content of a script or the like ends; elsewhere ``at``."""
        name = self._name(tag)
        if not self._is_html or name not in _VERBATIM or tag.startswith("</"):
            return at
        end = re.compile(f"</{name}", re.IGNORECASE).search(text, at)
        return len(text) if end is None else end.start()

    def _name(self, token: str) -> str:
        match = _NAME.match(token)
        name = "" if match is None else match[1]
        return name.lower() if self._is_html else name

    def _tag(self, token: str) -> Iterator[str]:
        name = self._name(token)
        if self._is_html and name in _INLINE:
            self._line.append(token)
        elif token.startswith("</"):
            yield from self._close(token, name)
        else:
            yield from self._complete()
            is_void = self._is_html and name in _VOID
            if token.startswith(("<!", "<?")) or token.endswith("/>") or is_void:
                yield self._indented(token)
                return
            self._line, self._begins_with_tag = [token], True
            self._open.append(name)

    def _close(self, token: str, name: str) -> Iterator[str]:
        if self._begins_with_tag and self._open[-1] == name:
            # An element without other elements stays on one line.
            self._open.pop()
            self._begins_with_tag = False
            self._line.append(token)
            yield from self._complete()
            return
        yield from self._complete()
        if name in self._open[-_REMEMBERED:]:
            # HTML leaves out end tags, such as at the end of list items.
            while self._open.pop() != name:
                pass
        yield self._indented(token)

    def _complete(self) -> Iterator[str]:
        """Yield the line that has been collected."""
        line, self._line = self._line, []
        if self._begins_with_tag:
            self._begins_with_tag = False
            yield self._indented(line.pop(0), less=1)
        if rest := "".join(line).strip():
            yield self._indented(rest)

    def _content(self, content: str) -> Iterator[str]:
        """Yield the content of an element such as a script, whose line ends count."""
        if "\n" not in content.strip():
            self._line += [content.strip()] * bool(content.strip())
            return
        yield from self._complete()
        yield from content.strip("\r\n").rstrip().split("\n")

    def _verbatim(self, token: str) -> Iterator[str]:
        first, *rest = token.split("\n")
        yield self._indented(first)
        yield from rest

    def _indented(self, line: str, less: int = 0) -> str:
        return "  " * min(len(self._open) - less, _DEEPEST) + line


def _token(text: str, at: int) -> tuple[str, _Kind]:
    """Return what begins at a place, and what it is."""
    if text[at] == "<":
        for begin, end in _WHOLE:
            if text.startswith(begin, at):
                end_at = text.find(end, at)
                return text[at : len(text) if end_at < 0 else end_at + len(end)], _Kind.WHOLE
        tag = _TAG.match(text, at)
        if tag is not None:
            return tag.group(), _Kind.TAG
    # A "<" that begins no tag is text.
    following = text.find("<", at + 1)
    return text[at : len(text) if following < 0 else following], _Kind.TEXT
