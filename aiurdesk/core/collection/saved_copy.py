"""The file of an open request, as it was last read or written, and what its folders say."""

import posixpath
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import asdict, replace

from aiurdesk.core.addresses.custom_url import with_own_body
from aiurdesk.core.collection.file_name import REQUEST_SUFFIX, name_of
from aiurdesk.core.collection.saved_request import saved_request
from aiurdesk.core.request.request import Header, Request, RequestFields, SavedRequest

if TYPE_CHECKING:
    from aiurdesk.core.collection.folder_file import FolderSettings


class Inherited(msgspec.Struct, frozen=True):
    """What the folders around a request say to it."""

    credential: str | None = None
    """Empty text is a statement, too: no credential is used."""
    headers: tuple[Header, ...] = ()
    dialect: str = ""

    def within(self, inner: "RequestFields | FolderSettings") -> "Inherited":
        """Return what counts within a folder, or for a request, that may say something else."""
        headers = inner.headers
        if self.headers:
            # All headers of one name are replaced together.
            own = {header.name.casefold() for header in headers}
            outer = (header for header in self.headers if header.name.casefold() not in own)
            headers = (*outer, *headers)
        credential = self.credential if inner.credential is None else inner.credential
        return Inherited(credential, headers, inner.dialect or self.dialect)


NOTHING_INHERITED = Inherited()


class SavedCopy(msgspec.Struct, frozen=True):
    """What a file held when the program last looked."""

    path: str
    """The file, absolute."""
    version: str
    """Digest of its text; another one means that it was changed outside."""
    request: Request | None = None
    """None after a restart, until the file is read."""
    inherited: Inherited = NOTHING_INHERITED
    """What the folders above say."""
    variables: tuple[tuple[str, str], ...] = ()
    """The variables of the collection."""
    env_files: tuple[str, ...] = ()
    """Files with variables that the process does not have, with their folder."""
    folder: str = ""
    """The folder of the file, without links; empty until the file is read."""

    @property
    def name(self) -> str:
        """Name of the request."""
        return request_name(self.path)

    def differs(self, request: Request) -> bool:
        """Return whether a request is to be saved: it is not what the file holds."""
        # As they are saved: what is not in the file, such as the sandbox's address, is not an edit.
        # And as the window has them: its form is not an edit of values in the file.
        return self.request is None or _as_saved(request) != _as_saved(self.request)

    def with_inherited(self, request: Request) -> Request:
        """Return a request as it is sent, with what its folders add."""
        return replace(
            request,
            **asdict(self.inherited.within(request)),
            variables=self.variables,
            env_files=self.env_files,
            # Never none: a request of a file is not one that a person composed.
            folder=self.folder or posixpath.dirname(self.path.replace("\\", "/")) or ".",
            saved_name=self.name,
        )


def _as_saved(request: Request) -> SavedRequest:
    return saved_request(with_own_body(request))


def request_name(path: str) -> str:
    """Return the name of the request that a file holds."""
    return name_of(posixpath.basename(path.replace("\\", "/")).removesuffix(REQUEST_SUFFIX))
