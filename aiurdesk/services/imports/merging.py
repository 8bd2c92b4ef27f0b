"""Adds imported files to a collection that is there: what has the same name is one thing."""

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from aiurdesk.core.auth import scheme_of
from aiurdesk.core.collection.environment_file import (
    ENVIRONMENTS_FOLDER,
    parse_environment,
    write_environment,
)
from aiurdesk.core.collection.file_name import REQUEST_SUFFIX
from aiurdesk.core.collection.folder_file import (
    COLLECTION_FILE,
    FOLDER_FILE,
    parse_folder,
    write_folder,
)
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr
from aiurdesk.services import credentials
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.storage.collections import read_file, write_file


def replaced_requests(paths: Iterable[str], folder: Path) -> tuple[str, ...]:
    """Return the paths of requests that a folder has already. Blocks."""
    return tuple(
        path for path in paths if path.endswith(REQUEST_SUFFIX) and (folder / path).exists()
    )


def merge_files(files: Iterable[tuple[str, str]], folder: Path) -> None:
    """Write files into a collection. Blocks.

    Requests of the same name are replaced. What folders and environments say stays, and what they
    do not say yet is added.

    Raises:
        ProblemError: A file that is there cannot be read, or one cannot be written.
    """
    # All of them before the first is written: one that cannot be read leaves everything as it was.
    merged = [(path, _merged(path, text, folder / path)) for path, text in files]
    for path, text in merged:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        write_file(folder / path, text)


def _merged(path: str, text: str, there: Path) -> str:
    if not there.exists():
        return text
    name = there.name
    if name in (COLLECTION_FILE, FOLDER_FILE):
        return _folder(text, read_file(there), is_top=path == COLLECTION_FILE)
    if path.startswith(f"{ENVIRONMENTS_FOLDER}/"):
        return _environment(there.stem, text, read_file(there))
    return text


def _folder(text: str, current: str, *, is_top: bool) -> str:
    new, own = parse_folder(text), parse_folder(current)
    header_names = {header.name.casefold() for header in own.headers}
    settings = replace(
        own,
        credential=new.credential if own.credential is None else own.credential,
        notes=own.notes or new.notes,
        not_secret=tuple(dict.fromkeys((*own.not_secret, *new.not_secret))),
        headers=own.headers
        + tuple(h for h in new.headers if h.name.casefold() not in header_names),
        order=tuple(dict.fromkeys((*own.order, *new.order))),
        variables=tuple((dict(new.variables) | dict(own.variables)).items()),
    )
    return write_folder(settings, current, is_top=is_top)


def _environment(name: str, text: str, current: str) -> str:
    new, own = parse_environment(name, text), parse_environment(name, current)
    names = {variable.name for variable in own.variables}
    added = tuple(variable for variable in new.variables if variable.name not in names)
    not_secret = tuple(dict.fromkeys((*own.not_secret, *new.not_secret)))
    changed = replace(own, variables=(*own.variables, *added), not_secret=not_secret)
    return write_environment(changed, current)


async def keep_credentials(
    offered: Iterable[OfferedCredential], accounts: Accounts, origins: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Add credentials; each may go to some hosts, and to others when a person allows it.

    Args:
        origins: Where the requests that were imported go.

    Returns:
        A sentence for each one that was not added, such as where its name is taken.
    """
    await accounts.credentials.load()
    sentences = []
    for one in offered:
        new_id = credentials.credentials.new_id()
        credential = Credential(new_id, one.name, one.scheme, origins, one.values)
        try:
            _check_scheme(credential)
            await accounts.credentials.add(credential, dict(one.secrets))
        except ProblemError as error:
            sentences.append(
                tr("The credential {name} was not added. {error}").format(
                    name=one.name, error=error
                )
            )
    return tuple(sentences)


def _check_scheme(credential: Credential) -> None:
    """Refuse a credential with which a stranger would choose a program that runs here.

    Raises:
        ProblemError: It is one.
    """
    scheme = scheme_of(credential.scheme)
    if scheme is not None and scheme.runs_program:
        raise ProblemError(tr("It names a program to run. Add it yourself if you want that."))
