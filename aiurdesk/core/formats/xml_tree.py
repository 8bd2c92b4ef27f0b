"""Reads XML as the values that JSON would have, so that the same paths lead through both."""

import codecs
import re
from typing import Any
from xml.parsers import expat

import msgspec

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import Phrase, format_size, marked

MOST_BYTES = 8 * 1024 * 1024
MOST_ELEMENTS = 100_000
"""Elements and attributes together."""
DEEPEST = 100
TEXT = "#text"
"""The member with the text of an element that has attributes or other elements, too."""
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([\w.-]{1,40})["']""")
_RECODED = frozenset({"gbk", "gb2312", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"})
"""Encodings of several bytes, which expat does not know."""


class _Element(msgspec.Struct):
    name: str
    members: dict[str, Any]
    texts: list[str]


def may_be_xml(data: bytes) -> bool:
    """Tell whether a body begins as XML does; HTML begins in the same way."""
    return data[:200].removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<"


def read_xml(data: bytes) -> dict[str, Any] | Problem:
    """Return an object with the outermost element as its only member.

    An element is its text; one with attributes or elements is an object, in which the name of an
    attribute begins with ``@``, and elements with the same name are a list. Prefixes of namespaces
    are left out, because every server chooses its own.

    Returns:
        A problem where it is not XML, is a page, is too long or too deep, or declares what it may
        hold, such as entities. A file that it names for that is not read.
    """
    if len(data) > MOST_BYTES:
        text = marked("XML of more than {most_bytes} is not read.")
        return Problem(Phrase(text, {"most_bytes": format_size(MOST_BYTES)}))
    tree = _Tree()
    try:
        source, encoding = _recoded(data)
        parser = expat.ParserCreate(encoding)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _check_document_type
        parser.SkippedEntityHandler = tree.entity
        parser.StartElementHandler = tree.start
        parser.EndElementHandler = tree.end
        parser.CharacterDataHandler = tree.text
        parser.Parse(source, True)
    except ProblemError as error:
        return error.problem
    except (expat.ExpatError, LookupError, ValueError) as error:
        text = marked("It is not valid XML ({error}).")
        return Problem(Phrase(text, {"error": str(error)}))
    return tree.root


def _recoded(data: bytes) -> tuple[bytes, str | None]:
    """Return XML in an encoding that expat knows, with its name where the XML names another."""
    declaration = _ENCODING.match(data)
    if declaration is None:
        return data, None
    name = codecs.lookup(declaration[1].decode()).name
    return (data.decode(name).encode(), "utf-8") if name in _RECODED else (data, None)


def _check_document_type(name: str, _: str | None, __: str | None, declares: int) -> None:
    # Entities could grow without end or name files of this computer.
    if not declares and name.casefold() != "html":
        return
    raise ProblemError(Phrase(marked("XML with a document type is not read.")))


class _Tree:
    """Makes the values while the XML is read."""

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self._open = [_Element("", self.root, [])]
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1 + len(attributes)
        if self._count > MOST_ELEMENTS:
            text = marked("XML with more than {most_elements:,} elements is not read.")
            raise ProblemError(Phrase(text, {"most_elements": MOST_ELEMENTS}))
        if len(self._open) > DEEPEST:
            text = marked("XML that is nested more than {deepest} deep is not read.")
            raise ProblemError(Phrase(text, {"deepest": DEEPEST}))
        members = {
            f"@{_local(key)}": value
            for key, value in attributes.items()
            if key != "xmlns" and not key.startswith("xmlns:")
        }
        self._open.append(_Element(_local(name), members, []))

    def end(self, _: str) -> None:
        element = self._open.pop()
        text, value = "".join(element.texts), element.members
        if not text.strip():
            text = ""
        if value and text:
            value[TEXT] = text
        parent, name = self._open[-1].members, element.name
        if name not in parent:
            parent[name] = value or text
        elif isinstance(parent[name], list):
            parent[name].append(value or text)
        else:
            parent[name] = [parent[name], value or text]

    def text(self, data: str) -> None:
        self._open[-1].texts.append(data)

    def entity(self, name: str, _: bool) -> None:
        """Leave an entity as it is that a file declares which is not read."""
        self.text(f"&{name};")


def _local(name: str) -> str:
    return name.rpartition(":")[2]
