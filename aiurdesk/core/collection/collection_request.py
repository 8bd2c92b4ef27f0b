"""A saved request: its file, what that holds, and what the folders above it say."""

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import asdict, replace

from aiurdesk.core.collection.file_name import REQUEST_SUFFIX, name_of
from aiurdesk.core.collection.saved_request import saved_request, saved_texts
from aiurdesk.core.preparing.custom_url import with_own_body
from aiurdesk.core.request.request import Header, Request, RequestFields, SavedRequest
from aiurdesk.core.request.request_texts import OF_TESTS_AND_MESSAGES, resolved_texts

if TYPE_CHECKING:
    from aiurdesk.core.collection.folder_file import FolderSettings


class Inherited(msgspec.Struct, frozen=True):
    """Settings that a request takes over from the folders around it."""

    credential: str | None = None
    """Empty text is a statement, too: no credential is used."""
    headers: tuple[Header, ...] = ()
    dialect: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    """Those of the collection, for a tab; a run has them in its environment."""
    env_files: tuple[str, ...] = ()
    """Files with variables that the process does not have, with their folder; as above."""

    def within(self, inner: "RequestFields | FolderSettings") -> "Inherited":
        """Return what counts within a folder, or for a request, that may say something else."""
        headers = inner.headers
        if self.headers:
            # All headers of one name are replaced together.
            own = {header.name.casefold() for header in headers}
            outer = (header for header in self.headers if header.name.casefold() not in own)
            headers = (*outer, *headers)
        credential = self.credential if inner.credential is None else inner.credential
        dialect = inner.dialect or self.dialect
        return Inherited(credential, headers, dialect, self.variables, self.env_files)


NOTHING_INHERITED = Inherited()


# A collection may hold tens of thousands of these, and they refer to nothing that refers back:
# Python's collector need not go through them.
class CollectionRequest(msgspec.Struct, frozen=True, gc=False):
    """A saved request as a collection lists it, a run sends it, and a tab shows it."""

    name: str
    path: str
    """Its file."""
    saved: SavedRequest = SavedRequest()
    """What the file holds; of a tab that was restored nothing, until the file is read."""
    inherited: Inherited = NOTHING_INHERITED
    """Nothing yet in ``CollectionFolder.requests``: a folder can be read without those above."""
    folder_names: tuple[str, ...] = ()
    """From the top of the collection down, as ``in_order`` passes them."""
    folder: str = ""
    """The folder of the file, without links for a tab; empty if that follows from the path."""
    version: str = ""
    """Digest of the text of a tab's file; another one means that it was changed outside."""
    examples: tuple[str, ...] = ()
    """Names of the responses that are saved beside its file, in order."""
    case: str = ""
    """The name of the case that it stands for; empty for the request itself."""
    row: tuple[tuple[str, str], ...] = ()
    """The variables that the case gives, as a row of data does for a whole run."""
    opened: Request | None = None
    """The request that a tab shows of the file, when it was last read or written."""

    @property
    def title(self) -> str:
        """Folders, name and case, such as ``Channels/Create channel / no name``."""
        title = "/".join((*self.folder_names, self.name))
        return f"{title} / {self.case}" if self.case else title

    @property
    def effective(self) -> Inherited:
        """The settings in force for the request: its own, or else those of its folders."""
        return self.inherited.within(self.saved)

    @property
    def texts(self) -> Iterator[str]:
        """All texts in which variables are resolved, its tests and inherited headers included."""
        saved = replace(self.saved, headers=self.effective.headers)
        return resolved_texts(saved_texts(saved), OF_TESTS_AND_MESSAGES)

    def differs(self, request: Request) -> bool:
        """Return whether a request is to be saved: it is not what the file holds."""
        # As they are saved: what is not in the file, such as the sandbox's address, is not an edit.
        # And as the window has them: its form is not an edit of values in the file.
        return self.opened is None or _as_saved(request) != _as_saved(self.opened)

    def with_inherited(self, request: Request) -> Request:
        """Return a request with the settings that it inherits from its folders."""
        folder = self.folder
        if self.path and not folder:
            # Never none: a request of a file is not one that a person composed.
            folder = posixpath.dirname(self.path.replace("\\", "/")) or "."
        said = asdict(self.inherited.within(request))
        return replace(request, **said, folder=folder, saved_name=self.name)

    def moved_to(self, path: str) -> "CollectionRequest":
        """Return the same request in another file."""
        return replace(self, name=request_name(path), path=path)


def _as_saved(request: Request) -> SavedRequest:
    return saved_request(with_own_body(request))


def request_name(path: str) -> str:
    """Return the name of the request that a file holds."""
    return name_of(posixpath.basename(path.replace("\\", "/")).removesuffix(REQUEST_SUFFIX))
