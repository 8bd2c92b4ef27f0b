"""Texts of a description as a person reads them: HTML as Markdown, and names as words."""

import re
from html import unescape

MOST_CHARACTERS = 8_000
"""Of a description that is shown: the window waits while it is read."""
_KNOWN = (
    "a|abbr|b|big|blockquote|br|center|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|kbd|"
    "li|mark|ol|p|pre|s|samp|section|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|"
    "tr|tt|u|ul|var"
)
"""Tags of HTML; others, such as the ``<id>`` of a path, are text."""
_HAS_TAG = re.compile(rf"</?(?:{_KNOWN})(?=[\s/>])[^<>]{{0,2000}}>", re.IGNORECASE)
_CODE = re.compile(r"(```.{0,8000}?```|~~~.{0,8000}?~~~|`[^`\n]{1,2000}`)", re.DOTALL)
_AS_MARKDOWN = tuple(
    (re.compile(pattern, re.IGNORECASE), markdown)
    for pattern, markdown in (
        (r"<pre\b[^<>]{0,200}>\s{0,20}(?:<code\b[^<>]{0,200}>)?", "\n\n```\n"),
        (r"(?:</code>)?\s{0,20}</pre>", "\n```\n\n"),
        (r"<br\s{0,9}/?>", "\n\n"),
        (r"<hr\b[^<>]{0,200}>", "\n\n---\n\n"),
        (r"<li\b[^<>]{0,200}>", "\n- "),
        (r"</li>", ""),
        (r"</t[dh]>", " "),
        (r"<tr\b[^<>]{0,200}>", "\n\n"),
        (
            r"</?(?:p|div|ul|ol|dl|dt|dd|table|section|blockquote|details|summary|center|h[1-6])"
            r"\b[^<>]{0,200}>",
            "\n\n",
        ),
        (r"</?(?:b|strong)>", "**"),
        (r"</?(?:i|em|var)>", "*"),
        (r"</?(?:code|tt|kbd|samp)>", "`"),
        (
            r"<a\b[^<>]{0,200}?href=[\"']([^\"'<>\s]{0,2000})[\"'][^<>]{0,200}>([^<>]{0,500})</a>",
            r"[\2](\1)",
        ),
        (r"<img\b[^<>]{0,2000}?\balt=[\"']([^\"'<>]{0,200})[\"'][^<>]{0,2000}>", r"\1"),
    )
)
_ANY_TAG = re.compile(r"</?[a-z][^<>]{0,500}>", re.IGNORECASE)


def as_markdown(text: str) -> str:
    """Return Markdown with the HTML in it as Markdown, too; what is code stays as it is."""
    if not _HAS_TAG.search(text):
        return text
    # One that is written in HTML as a whole, as some are, has no Markdown in it.
    if text.lstrip().startswith("<"):
        return unescape(_ANY_TAG.sub("", _converted(text)))
    # Text and code take turns.
    pieces = _CODE.split(text)
    return "".join(
        piece if index % 2 else _HAS_TAG.sub("", _converted(piece))
        for index, piece in enumerate(pieces)
    )


def _converted(text: str) -> str:
    for tag, markdown in _AS_MARKDOWN:
        text = tag.sub(markdown, text)
    return text


_MARKS = re.compile(r"[*_`#\[<>&~\\|]")
_PLAIN = (
    (re.compile(r"(?m)^[ \t]{0,9}(?:```|~~~)[^\n]{0,200}$"), ""),
    (re.compile(r"(?m)^[ \t]{0,9}(?:#{1,6}[ \t]+|>[ \t]?)"), ""),
    (re.compile(r"(?m)^[ \t]{0,9}\|?[ \t:|-]{3,500}$"), ""),
    (re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\s]{0,2000}\)"), r"\1"),
    (re.compile(r"`([^`\n]{1,2000})`"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)([^\n]{1,2000}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,2000}?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]{1,2000}?)(?<=\S)_(?![\w_])"), r"\1"),
    (re.compile(r"\\([*_`#\[\]<>~|\\-])"), r"\1"),
    (re.compile(r"\n{3,}"), "\n\n"),
)


def plain_text(text: str) -> str:
    """Return the words of a description: no tags, no marks of Markdown."""
    cut = text[:MOST_CHARACTERS]
    if not _MARKS.search(cut):
        return cut
    cut = as_markdown(cut)
    for mark, plain in _PLAIN:
        cut = mark.sub(plain, cut)
    return unescape(cut).strip()


_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_.:/-]{1,200}")
_OF_CONTROLLER = re.compile(r"[A-Z]\w{0,100}?Controller[_.](?=\w)")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_.:/-]+")
_NO_WORD = re.compile(r"\W")


def readable_name(name: str, method: str, path: str) -> str:
    """Return what an operation is called whose id is a name of a program: ``list_lamps``.

    What a framework has added to it, such as the path and the method of FastAPI or the controller
    of NestJS, is left out. Another name, such as ``GET /lamps``, is returned as it is.
    """
    if not _IDENTIFIER.fullmatch(name):
        return name
    added = f"{_NO_WORD.sub('_', path)}_{method.lower()}"
    short = name.removesuffix(added) or name
    short = _OF_CONTROLLER.sub("", short, count=1)
    words = [word if _is_acronym(word) else word.lower() for word in _HUMP.split(short) if word]
    title = " ".join(words)
    return title[:1].upper() + title[1:] if title else name


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()
