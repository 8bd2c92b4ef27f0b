"""Finds values in XML and HTML that are secret by their names."""

import re
from collections.abc import Iterator

from aiurdesk.core.credentials.json_secrets import Span, names_in
from aiurdesk.core.credentials.secret_names import is_secret_name

_ELEMENT_NAMES = re.compile(r"<([^\W\d_][\w.:-]{0,63})")
# ``<input name="token" value="…">``, ``<meta name="csrf-token" content="…">``
_NAMES_IN_ATTRIBUTES = re.compile(
    r"""\s(?i:name|key|id|property|type|itemprop)\s*=\s*\\*["']?([^\s"'<>\\]{2,64})"""
)
_TAG = re.compile(r"<(?P<name>[^\W\d_][\w.:-]{0,63})(?P<attributes>[^<>]{0,4096})(?P<end>>?)")
_VALUE = re.compile(
    r"""(?i)\b(?:value|content|data)\s*=\s*\\*(?:"([^"\\]*)|'([^'\\]*)|([^\s"'<>]+))"""
)
_BUTTON = re.compile(r"""(?i)\btype\s*=\s*\\*["']?(?:submit|button|reset|checkbox|radio|image)\b""")
# An end has to follow, unless the text is cut off: ``<token>`` may stand for one in a sentence.
_CONTENT = re.compile(
    r"\s*(?:<(?:value|val|text|data)>\s*)?"
    r"(?:<!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)|(?P<text>[^<]+)(?=</|\Z))",
    re.DOTALL,
)
_WITHOUT_SECRETS = frozenset({
    "a", "button", "details", "dd", "div", "dt", "fieldset", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "iframe", "input", "label", "legend", "li", "link", "meta", "option", "p", "script",
    "section", "select", "span", "style", "summary", "svg", "table", "td", "th", "tr", "ul",
})  # fmt: skip
"""Elements of pages whose content is not the value of what their ``id`` or ``name`` says."""


def markup_secrets(text: str) -> Iterator[Span]:
    """Yield the names that say that their values are secret, with the places of the values."""
    if "<" not in text:
        return
    elements = {name for name in names_in(_ELEMENT_NAMES, text) if is_secret_name(_local(name))}
    named = set(filter(is_secret_name, names_in(_NAMES_IN_ATTRIBUTES, text)))
    for tag in _TAG.finditer(text) if elements or named else ():
        if tag["name"] in elements:
            yield from _content(text, tag, _local(tag["name"]))
        elif named and tag["attributes"]:
            yield from _named_by_attribute(text, tag)


def _named_by_attribute(text: str, tag: re.Match[str]) -> Iterator[Span]:
    names = filter(is_secret_name, _NAMES_IN_ATTRIBUTES.findall(tag["attributes"]))
    name = next(names, "")
    if not name or _BUTTON.search(tag["attributes"]):
        return
    if value := _VALUE.search(text, tag.start("attributes"), tag.end("attributes")):
        yield name, *value.span(value.lastindex or 0)
    elif tag["name"].lower() not in _WITHOUT_SECRETS:
        yield from _content(text, tag, name)


def _content(text: str, tag: re.Match[str], name: str) -> Iterator[Span]:
    if not tag["end"] or tag["attributes"].endswith("/"):
        return
    if content := _CONTENT.match(text, tag.end()):
        yield name, *content.span(content.lastgroup or 0)


def _local(name: str) -> str:
    """Return a name without the prefix of its namespace."""
    return name.rpartition(":")[2]
