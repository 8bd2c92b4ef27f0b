"""SVG of a stranger without anything that would load, run or never end.

QtSvg opens the files that an image names. So everything that refers outside of the drawing is left
out before it is drawn: what stays are shapes, texts, and pictures that are in the SVG itself.
"""

import html
import re
from xml.parsers import expat

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import Phrase, marked

MOST_BYTES = 4 * 1024 * 1024
MOST_ELEMENTS = 50_000
DEEPEST = 200
_LEFT_OUT = frozenset(
    ("script", "foreignobject", "iframe", "audio", "video", "object", "embed", "handler")
)
_REFERENCES = frozenset(("href", "src", "base"))
_HELD = re.compile(r"data:image/(?:png|jpe?g|gif|webp)[;,]", re.IGNORECASE)
_OUTSIDE = re.compile(r"@import|\\|url\(\s*['\"]?\s*(?!#)", re.IGNORECASE)
"""In a style. A backslash could hide the others."""


def harmless_svg(data: bytes) -> bytes | Problem:
    """Return the drawing without what refers outside of it, or why it is not drawn."""
    if len(data) > MOST_BYTES:
        return Problem(Phrase(marked("The image is too large to be drawn.")))
    writer = _Writer()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.text
    try:
        parser.Parse(data, True)
    except ProblemError as error:
        return error.problem
    except (expat.ExpatError, LookupError, ValueError) as error:
        text = marked("The image cannot be drawn: it is not valid XML ({error}).")
        return Problem(Phrase(text, {"error": str(error)}))
    return "".join(writer.pieces).encode()


def _refuse(*_: object) -> None:
    # They could grow without end.
    raise ProblemError(Phrase(marked("The image is not drawn: it declares entities.")))


class _Writer:
    """Writes the elements that stay."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._names: list[str] = []
        self._hidden_at = 0
        """Depth of the element that is left out with all that is in it; 0 outside of one."""
        self._count = 0

    def start(self, name: str, attributes: list[str]) -> None:
        self._count += 1
        self._names.append(name)
        if self._count > MOST_ELEMENTS or len(self._names) > DEEPEST:
            raise ProblemError(Phrase(marked("The image is too large to be drawn.")))
        if not self._hidden_at and _local(name) in _LEFT_OUT:
            self._hidden_at = len(self._names)
        if self._hidden_at:
            return
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        kept = (f' {key}="{html.escape(value)}"' for key, value in pairs if _stays(key, value))
        self.pieces.append(f"<{name}{''.join(kept)}>")

    def end(self, name: str) -> None:
        if not self._hidden_at:
            self.pieces.append(f"</{name}>")
        if self._hidden_at == len(self._names):
            self._hidden_at = 0
        self._names.pop()

    def text(self, text: str) -> None:
        if self._hidden_at:
            return
        if _local(self._names[-1]) == "style" and _OUTSIDE.search(text):
            return
        self.pieces.append(html.escape(text, quote=False))


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _stays(key: str, value: str) -> bool:
    name = _local(key)
    if name.startswith("on"):
        return False
    if name in _REFERENCES:
        said = value.strip()
        return said.startswith("#") or _HELD.match(said) is not None
    # Names of namespaces are addresses that nothing loads.
    return key.startswith("xmlns") or not _OUTSIDE.search(value)
