"""The files of dialects: of the program, and in a person's settings folder."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from aiurdesk import resources
from aiurdesk.core import dialects as core_dialects
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import FilePlace, Problem
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import HTTP, Dialect
from aiurdesk.storage.folder import FolderTexts, read_folder
from aiurdesk.storage.paths import places

FOLDER = "dialects"
"""Below ``resources``. The folder in the settings folder and in collections has the same name."""
SUFFIX = ".toml"


class DialectFiles(Mapping[str, Dialect]):
    """The dialects by their names, each with its table; a file is read when it is first needed.

    A person's file never replaces a built-in dialect without a word: of two with one name the
    first counts.
    """

    def __init__(self, read_own: Callable[[], FolderTexts] = FolderTexts) -> None:
        """Take where a person's own files are.

        Args:
            read_own: Reads them, which may be slow; called on the thread that needs them first.
        """
        self._read_own = read_own
        self._whole: dict[str, Dialect] = {}

    def __getitem__(self, name: str) -> Dialect:
        if name not in self._whole:
            self._whole[name] = self._read(name)
        return self._whole[name]

    def __iter__(self) -> Iterator[str]:
        return (head.name for head in self.heads)

    def __len__(self) -> int:
        return len(self.heads)

    @cached_property
    def heads(self) -> tuple[Dialect, ...]:
        """All dialects, the built-in ones without their tables: enough to choose one."""
        return (*(head for head, _ in self._built_in.values()), *self._own[0].values())

    def of_address(
        self, url: str, given: str = "", own: Mapping[str, Dialect] | None = None
    ) -> Dialect | None:
        """Return how the responses of an address are read; None where their status judges.

        Args:
            url: The address, whose host decides.
            given: The name that a person or a service chose; empty where nobody did.
            own: The dialects of a collection, which come first.
        """
        first = own or {}
        if given:
            return first.get(given) or self.get(given)
        try:
            host = core_dialects.choosing.host_of(url)
        except ValueError:
            return None
        for one in (*first.values(), *self.heads):
            if core_dialects.choosing.fits_host(one.match.hosts, host):
                return first.get(one.name) or self[one.name]
        return None

    def read_all(self) -> None:
        """Read all built-in dialects with their tables, for those who need each of them.

        Otherwise each file would be read for its head first, and then as a whole.
        """
        built_in: dict[str, tuple[Dialect, str]] = {}
        for file in _built_in_files():
            dialect = _built_in_dialect(file)
            built_in[dialect.name] = dialect, file
            self._whole[dialect.name] = dialect
        self._built_in = built_in

    @property
    def own(self) -> Mapping[str, Dialect]:
        """The person's dialects by their names."""
        return self._own[0]

    def forget_own(self) -> None:
        """Read the person's files again when a dialect is next needed."""
        for name in ("heads", "_own"):
            vars(self).pop(name, None)
        self._whole.clear()

    @property
    def mistakes(self) -> tuple[Problem, ...]:
        """One problem for each mistake in the person's files."""
        return self._own[1]

    def _read(self, name: str) -> Dialect:
        # Most often the name is the file's, and no other file is needed.
        file = f"{FOLDER}/{name}{SUFFIX}"
        if "_built_in" not in vars(self) and file in resources.list_names(FOLDER):
            dialect = _built_in_dialect(file)
            if dialect.name == name:
                return dialect
        if name in self._built_in:
            _, file = self._built_in[name]
            return _built_in_dialect(file)
        return self._own[0][name]

    @cached_property
    def _built_in(self) -> dict[str, tuple[Dialect, str]]:
        """The heads, each with the name of its file."""
        heads: dict[str, tuple[Dialect, str]] = {}
        for file in _built_in_files():
            head = core_dialects.dialect_file.parse_dialect(
                resources.read_text(file), file, is_head=True
            )
            heads[head.name] = head, file
        return heads

    @cached_property
    def _own(self) -> tuple[dict[str, Dialect], tuple[Problem, ...]]:
        texts = self._read_own()
        if not texts.files:
            # Without files of one's own, no built-in file needs to be read for its name.
            return {}, texts.mistakes
        taken = {name: file for name, (_, file) in self._built_in.items()}
        dialects, mistakes = parse_files(texts.files, taken)
        return dialects, (*texts.mistakes, *mistakes)


def parse_files(
    files: Sequence[tuple[str, str]], taken: Mapping[str, str]
) -> tuple[dict[str, Dialect], tuple[Problem, ...]]:
    """Read dialects from files, each given as its name and its text.

    A file that cannot be used is left out, and so is one with a name that another one has.

    Args:
        files: In the order in which they count.
        taken: Names that others have → their files.

    Returns:
        The dialects by name, and a problem for each mistake.
    """
    dialects: dict[str, Dialect] = {}
    mistakes: list[Problem] = []
    origins = dict(taken)
    for origin, source in files:
        try:
            dialect = core_dialects.dialect_file.parse_dialect(source, origin)
        except ProblemError as error:
            mistakes.append(error.problem)
            continue
        except RecursionError:
            words = tr("{origin}: it is nested too deeply; this file is not used.")
            mistakes.append(Problem(words.format(origin=origin), FilePlace(origin)))
            continue
        mistakes.extend(dialect.mistakes)
        if dialect.name in origins:
            words = tr(
                "{origin}: name should be another one, because {value} has a dialect "
                "{name} already; this file is not used."
            )
            words = words.format(origin=origin, value=origins[dialect.name], name=dialect.name)
            mistakes.append(Problem(words, FilePlace(origin)))
            continue
        dialects[dialect.name], origins[dialect.name] = dialect, origin
    return dialects, tuple(mistakes)


def check_dialect(name: str, dialects: Mapping[str, Dialect]) -> None:
    """Check that a dialect exists.

    Raises:
        ProblemError: There is none.
    """
    if name != HTTP and name not in dialects:
        raise ProblemError(
            tr("There is no dialect {name}. There are {names}.").format(
                name=name, names=", ".join((*dialects, HTTP))
            )
        )


def dialect_files(profile: Path | None) -> DialectFiles:
    """Return the dialects of the program and of a person.

    Args:
        profile: Folder of the profile; None means the standard folders of the platform.
    """

    def read_own() -> FolderTexts:
        folders = places(profile).dialects_folder, places(profile).result_codes_folder
        dialects, tables = (read_folder(folder, SUFFIX) for folder in folders)
        return FolderTexts((*dialects.files, *tables.files), (*dialects.mistakes, *tables.mistakes))

    return DialectFiles(read_own)


def _built_in_files() -> Iterator[str]:
    return (file for file in resources.list_names(FOLDER) if file.endswith(SUFFIX))


def _built_in_dialect(file: str) -> Dialect:
    reader = core_dialects.dialect_file
    return reader.translated(reader.parse_dialect(resources.read_text(file), file))
