"""One HTML page that reads without a server and loads nothing: contents, sections, a search."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from urllib.parse import quote

import msgspec

from aiurdesk import resources
from aiurdesk.core import translation
from aiurdesk.core.translation import tr

MOST_CHARACTERS = 16_000_000
"""Of a page; browsers search one of this size without a pause."""
_MOST_OF_A_TEXT = 20_000
_LONGEST_ANCHOR = 120
_DEEPEST_HEADING = 5
"""The headings within a section are one level below."""
_NO_WORD = re.compile(r"[\W_]+")
CRUMB = " › "


class _Section(msgspec.Struct, frozen=True):
    depth: int
    anchor: str
    title: str
    text: str


class HtmlPage:
    """Sections of a page in their order, as many as have room."""

    def __init__(self) -> None:
        self._sections: list[_Section] = []
        self._anchors: set[str] = set()
        self._size = self._lost = 0

    def add_group(self, title: str, depth: int, notes: str, anchor: str) -> None:
        """Add the heading of a folder, above what is in it."""
        self._add(title, depth, notes, anchor, "group", "")

    def add_entry(
        self, title: str, depth: int, inside: str, anchor: str, within: Sequence[str] = ()
    ) -> None:
        """Add a section with its heading, and a line of the contents.

        Args:
            title: Its heading.
            depth: 0 at the top, and one more for each folder around it.
            inside: Markup.
            anchor: What its address ends with; it stays the same when others are added.
            within: The titles of the folders around it, which the search finds as well.
        """
        crumbs = f'<p class="facts">{text(CRUMB.join(within))}</p>' if within else ""
        self._add(title, depth, crumbs + inside, anchor, "entry", crumbs)

    def _add(
        self, title: str, depth: int, inside: str, anchor: str, kind: str, crumbs: str
    ) -> None:
        self._size += len(inside) + len(crumbs) + 3 * len(title) + 2 * len(anchor)
        if self._size > MOST_CHARACTERS:
            self._lost += 1
            return
        name = self._free(anchor)
        tag = f"h{min(depth + 2, _DEEPEST_HEADING)}"
        markup = (
            f'<section id="{name}" class="{kind}"><{tag}>{text(title)}</{tag}>\n{inside}</section>'
        )
        self._sections.append(_Section(depth, name, title, markup))

    def _free(self, anchor: str) -> str:
        name, number = anchor, 1
        while name in self._anchors:
            number += 1
            name = f"{anchor}-{number}"
        self._anchors.add(name)
        return name

    def written(self, title: str, top: str) -> str:
        """Return the whole page.

        Args:
            title: Its name.
            top: Markup above the contents.
        """
        style = resources.read_text("style/run.css") + resources.read_text("style/document.css")
        script = resources.read_text("style/document.js")
        policy = (
            f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
            "base-uri 'none'; form-action 'none'"
        )
        language = translation.language().replace("_", "-") or "en"
        search, found = escape(tr("Search")), escape(tr("Found: {count}."))
        return (
            f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
            f'<header class="top"><h1>{text(title)}</h1>\n{top}</header>\n'
            f'<nav aria-label="{escape(tr("Contents"))}">'
            f'<input id="search" type="search" placeholder="{search}" aria-label="{search}" '
            f'hidden>\n<p id="found" class="found" role="status" data-words="{found}" hidden></p>\n'
            f"<h2>{escape(tr('Contents'))}</h2>\n{''.join(self._contents())}\n</nav>\n<div>\n"
            + "\n".join(one.text for one in self._sections)
            + f"\n</div>\n</main>\n<script>{script}</script>\n</body>\n</html>\n"
        )

    def _contents(self) -> Iterator[str]:
        open_lists = 0
        for one in self._sections:
            depth = one.depth + 1
            if depth > open_lists:
                yield "\n<ul>" * (depth - open_lists)
            else:
                yield "</li>\n" + "</ul></li>\n" * (open_lists - depth)
            open_lists = depth
            link = f'<a href="#{quote(one.anchor)}">{text(one.title)}</a>'
            yield f'<li data-of="{one.anchor}">{link}'
        yield "</li></ul>" * open_lists

    def left_out(self) -> Iterator[str]:
        """Yield how much had no room."""
        if self._lost:
            yield tr("Sections for which the page has no room: {count}.").format(count=self._lost)


def anchor_of(*parts: str) -> str:
    """Return an anchor for a thing of these names, such as ``channels-create``."""
    words = _NO_WORD.sub("-", "-".join(parts).casefold()).strip("-")
    # Never an id that the page itself has.
    return f"s-{words[:_LONGEST_ANCHOR]}"


def text(words: str) -> str:
    """Return a text that a stranger may have written, escaped and at a length that reads."""
    cut = words if len(words) <= _MOST_OF_A_TEXT else f"{words[:_MOST_OF_A_TEXT]}…"
    return escape(cut)


def heading(title: str) -> str:
    """Return a heading within a section."""
    return f"<h6>{text(title)}</h6>"


def paragraph(words: str) -> str:
    """Return a paragraph; nothing where there is no text."""
    return f"<p>{text(words.strip())}</p>\n" if words.strip() else ""


def block(words: str) -> str:
    """Return a text with its lines and spaces as they are."""
    return f"<pre>{text(words)}</pre>\n"


def titled_block(title: str, words: str) -> str:
    """Return such a text below a heading."""
    return heading(title) + block(words)


def bullets(lines: Iterable[str]) -> str:
    """Return a list; nothing where it is empty."""
    items = "".join(f"<li>{text(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>\n" if items else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of texts without the columns that are empty; nothing without rows."""
    return table_of_markup(head, ([text(cell) for cell in row] for row in rows))


def table_of_markup(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are markup."""
    cells = [tuple(row) for row in rows]
    if not cells:
        return ""
    used = [number for number in range(len(head)) if any(row[number] for row in cells)]
    names = "".join(f'<th scope="col">{escape(head[number])}</th>' for number in used)
    lines = ("".join(f"<td>{row[number]}</td>" for number in used) for row in cells)
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    return f"<table><thead><tr>{names}</tr></thead><tbody>\n{body}</tbody></table>\n"


def _hash(code: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(code.encode()).digest()).decode()}"
