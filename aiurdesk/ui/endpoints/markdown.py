"""Markdown that a stranger wrote, as rich text for the docs."""

import re
from functools import lru_cache
from html import escape, unescape

from PySide6.QtGui import QTextDocument

_MOST_CHARACTERS = 8_000
"""Qt reads the text while the window waits."""
_MARKS = re.compile(r"[*_`#\[|<&>~\\]|^\s*(?:[-+]|\d+[.)])\s|\n|://", re.MULTILINE)
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_CODE = re.compile(r'<span style=" font-family:[^"]*">(.*?)</span>', re.DOTALL)
_STYLE = re.compile(r'style="[^"]*"')
_COLOUR = re.compile(r"(?<!-)\bcolor:[^;]*;")
_PICTURE = re.compile(r'<img [^>]*?alt="([^"]*)"[^>]*>')
# Others are commands of the docs, or would open files.
_NO_WEB_LINK = re.compile(r'<a href="(?!https?://)[^"]*">')
_TAGS = (
    (re.compile(r"<br\s{0,9}/?>", re.IGNORECASE), "\n\n"),
    (re.compile(r"<li\b[^<>]{0,200}>", re.IGNORECASE), "\n- "),
    (re.compile(r"</?(?:p|div|ul|ol|h[1-6])\b[^<>]{0,200}>", re.IGNORECASE), "\n\n"),
    (re.compile(r"</?(?:b|strong)>", re.IGNORECASE), "**"),
    (re.compile(r"</?(?:i|em)>", re.IGNORECASE), "*"),
    (re.compile(r"</?code>", re.IGNORECASE), "`"),
    (
        re.compile(
            r"<a\b[^<>]{0,200}?href=\"([^\"<>\s]{0,2000})\"[^<>]{0,200}>([^<>]{0,500})</a>",
            re.IGNORECASE,
        ),
        r"[\2](\1)",
    ),
    (re.compile(r"</?[a-z][^<>]{0,500}>", re.IGNORECASE), ""),
)


@lru_cache(maxsize=64)
def markdown_html(text: str) -> str:
    """Return the rich text of Markdown; HTML in it is text, and nothing in it is loaded.

    A description that is written in HTML as a whole, as some are, is read without its tags.
    """
    cut = text[:_MOST_CHARACTERS].strip() + ("…" if len(text) > _MOST_CHARACTERS else "")
    if not _MARKS.search(cut):
        return f"<p>{escape(cut)}</p>" if cut else ""
    if cut.startswith("<"):
        for tag, markdown in _TAGS:
            cut = tag.sub(markdown, cut)
        cut = unescape(cut)
    document = QTextDocument()
    features = QTextDocument.MarkdownFeature
    document.setMarkdown(cut, features.MarkdownNoHTML | features.MarkdownDialectGitHub)
    body = _BODY.search(document.toHtml())
    return _cleaned(body[1]) if body else ""


def _cleaned(html: str) -> str:
    """Return what Qt wrote without its colours, which suit the light theme only."""
    html = _CODE.sub(r"<code>\1</code>", html)
    html = _STYLE.sub(lambda style: _COLOUR.sub("", style[0]), html)
    return _NO_WEB_LINK.sub("<a>", _PICTURE.sub(r"\1", html))
