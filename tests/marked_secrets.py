"""Marked secrets, and the search for them in every encoding that a program may produce."""

import base64
import contextlib
import html
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

_SHORTEST = 8


class MarkedSecrets:
    """Texts that must not be found, and the places that were searched for them."""

    def __init__(self) -> None:
        self._encodings: dict[str, tuple[bytes, ...]] = {}
        self.leaks: list[str] = []
        """One line for each find: the name of the secret, and where."""
        self.places: set[str] = set()
        """The names of all places that were searched."""

    def add(self, name: str, text: str) -> str:
        """Add a text to search for, and return it.

        Its first half is searched for as well: that is what remains of a truncated text.
        """
        assert len(text) >= _SHORTEST, "a short text could be found by chance"
        halves = [text[: len(text) // 2]] if len(text) >= 2 * _SHORTEST else []
        encodings = (encoding for part in (text, *halves) for encoding in encodings_of(part))
        self._encodings[name] = tuple(dict.fromkeys(encodings))
        return text

    def search(self, channel: str, content: str | bytes) -> None:
        """Search a text or bytes, and add what is found to ``leaks``."""
        data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        self.places.add(channel)
        for name, encodings in self._encodings.items():
            if any(encoding in data for encoding in encodings):
                self.leaks.append(f"{name} in {channel}")

    def search_all(self, contents: Iterable[tuple[str, str]]) -> None:
        """Search many places at once, which is faster for thousands of short texts."""
        searched = list(contents)
        self.places.update(channel for channel, _ in searched)
        whole = "\n".join(text for _, text in searched).encode("utf-8", "surrogatepass")
        if any(
            encoding in whole for encodings in self._encodings.values() for encoding in encodings
        ):
            for channel, text in searched:
                self.search(channel, text)

    def search_folder(self, folder: Path) -> None:
        """Search the names and contents of all files below a folder."""
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            self.search("a file name", name)
            if path.is_file():
                self.search(f"file {name}", path.read_bytes())

    def search_processes(self, process_id: int | None = None) -> None:
        """Search command line and environment of the children of a process, by default ours."""
        for child in children_of(process_id or os.getpid()):
            for name in ("cmdline", "environ"):
                # A child may end at this moment. Then its files are gone.
                with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                    data = (Path("/proc") / str(child) / name).read_bytes()
                    self.search(f"{name} of a child", data)


def children_of(process_id: int) -> Iterator[int]:
    """Yield the running child processes of a process, and their children."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if re.search(rf"^PPid:\s{process_id}$", status, re.MULTILINE):
            yield int(folder.name)
            yield from children_of(int(folder.name))


def encodings_of(text: str) -> Iterator[bytes]:
    """Yield a text plainly and in every encoding that anyone can decode."""
    for encoded_text in _as_texts(text):
        yield encoded_text.encode("utf-8", "surrogatepass")
    yield text.encode("utf-16-le", "surrogatepass")
    yield text.encode("utf-16-be", "surrogatepass")
    data = text.encode("utf-8", "surrogatepass")
    yield data.hex().encode()
    for offset in range(3):
        # The bytes before and after a text change at most two characters at each end.
        encoded = base64.b64encode(b"\0" * offset + data)[4 if offset else 0 :]
        inner = encoded.rstrip(b"=")[:-1]
        yield inner
        yield inner.translate(bytes.maketrans(b"+/", b"-_"))


def _as_texts(text: str) -> Iterator[str]:
    yield text
    yield repr(text)[1:-1]
    yield json.dumps(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]
    yield html.escape(text)
    for encoded in (quote(text, safe=""), quote(text), quote_plus(text)):
        yield encoded
        yield re.sub("%[0-9A-F]{2}", lambda match: match.group().lower(), encoded)
