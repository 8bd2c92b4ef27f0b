"""Marked texts, and the search for them in every spelling that a program could leave behind."""

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


class Needles:
    """Texts that must not be found, and what was searched for them."""

    def __init__(self) -> None:
        self._spellings: dict[str, tuple[bytes, ...]] = {}
        self.found: list[str] = []
        """One line for each find: which needle, and where."""
        self.places: set[str] = set()
        """Everything that was searched."""

    def add(self, name: str, text: str) -> str:
        """Remember a text to search for, and return it.

        Its first half gives it away as well: that is what is left where a text is cut off.
        """
        assert len(text) >= _SHORTEST, "a short text could be found by chance"
        halves = [text[: len(text) // 2]] if len(text) >= 2 * _SHORTEST else []
        known = (spelling for each in (text, *halves) for spelling in spellings(each))
        self._spellings[name] = tuple(dict.fromkeys(known))
        return text

    def search(self, place: str, content: str | bytes) -> None:
        """Note every needle that stands in a text or in bytes."""
        data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        self.places.add(place)
        for name, known in self._spellings.items():
            if any(spelling in data for spelling in known):
                self.found.append(f"{name} in {place}")

    def search_all(self, contents: Iterable[tuple[str, str]]) -> None:
        """Search many places; thousands of short texts are faster searched as one."""
        found = list(contents)
        self.places.update(place for place, _ in found)
        whole = "\n".join(text for _, text in found).encode("utf-8", "surrogatepass")
        if any(spelling in whole for known in self._spellings.values() for spelling in known):
            for place, text in found:
                self.search(place, text)

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
                # A child may end in this moment, and then has nothing to show any more.
                with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                    data = (Path("/proc") / str(child) / name).read_bytes()
                    self.search(f"{name} of a child", data)


def children_of(process_id: int) -> Iterator[int]:
    """Yield the processes that a process has started and that still run, theirs included."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if re.search(rf"^PPid:\s{process_id}$", status, re.MULTILINE):
            yield int(folder.name)
            yield from children_of(int(folder.name))


def spellings(text: str) -> Iterator[bytes]:
    """Yield a text as it would look plain and in every encoding that hides nothing."""
    for spelled in _as_texts(text):
        yield spelled.encode("utf-8", "surrogatepass")
    yield text.encode("utf-16-le", "surrogatepass")
    yield text.encode("utf-16-be", "surrogatepass")
    data = text.encode("utf-8", "surrogatepass")
    yield data.hex().encode()
    for offset in range(3):
        # What stands before and after a text changes no more than two characters at its ends.
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
        yield re.sub("%[0-9A-F]{2}", lambda found: found.group().lower(), encoded)
