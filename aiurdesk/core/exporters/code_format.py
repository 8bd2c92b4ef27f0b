"""What a format of code is: a language or tool in which a request can be written."""

from collections.abc import Callable, Iterable

import msgspec

from aiurdesk.core.exporters.code_request import CodeRequest
from aiurdesk.core.translation import tr


class CodeFormat(msgspec.Struct, frozen=True):
    """A language or a tool in which a request can be written."""

    id: str
    """On the command line: ``--as curl``."""
    title: str
    write: Callable[[CodeRequest], str]
    """Returns the code, without a line break at the end."""
    comment: str = "#"
    """What a line that is a comment begins with."""
    signs: frozenset[str] = frozenset()
    """Schemes that it computes the header Authorization by itself for."""
    lost: Callable[[CodeRequest], Iterable[str]] = lambda _request: ()
    """Yields a sentence for each thing that it cannot send as the program does."""

    def code(self, request: CodeRequest) -> str:
        """Return the code, after comments about what it does not send as the program does."""
        signed, text = request.signed, self.write(request)
        told = (f"{self.comment} {' '.join(sentence.split())}" for sentence in self.lost(request))
        text = "\n".join((*told, text))
        if signed is None or signed.scheme in self.signs:
            return text
        computed = tr("The header Authorization ({scheme}) is computed for each request.")
        return (
            f"{self.comment} {computed.format(scheme=signed.word)}\n{self.comment} "
            + tr("This code sends a fixed one: let a library compute it, or use curl.")
            + f"\n{text}"
        )
