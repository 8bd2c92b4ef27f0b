"""The actions for the folders of a site."""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT
from aiurdesk.sandbox.aspnet.response import ApiError, Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.aspnet.validation import without_characters
from aiurdesk.sandbox.probe.access import Access
from aiurdesk.sandbox.probe.storage import FORBIDDEN, Folder, folder_names

_FOLDER_PARAMETERS = (
    Parameter("AccessToken", required=True),
    Parameter("SiteName", required=True),
    Parameter("FolderNames"),
)
_PATH = "/{SiteName}/{**FolderNames}"
_SAMPLE = {
    "subFolders": None,
    "files": [{"contextId": 0, "fileName": TEXT, "fileSize": 0, "uploadTime": NOW}],
    "folderName": TEXT,
}


class FoldersController:
    """Lists, creates and deletes folders."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of this controller."""
        new_name = Parameter(
            "NewFolderName", required=True, validators=(without_characters(FORBIDDEN),)
        )
        recursive = Parameter("RecursiveCreate", ParameterKind.BOOLEAN)
        return (
            Route(
                f"Folders/ViewContent{_PATH}",
                self.view,
                _FOLDER_PARAMETERS,
                is_rate_limited=True,
                sample={"value": _SAMPLE},
            ),
            Route(
                f"Folders/CreateNewFolder{_PATH}",
                self.create,
                (*_FOLDER_PARAMETERS, new_name, recursive),
                ("POST",),
                is_rate_limited=True,
            ),
            Route(
                f"Folders/DeleteFolder{_PATH}",
                self.delete,
                _FOLDER_PARAMETERS,
                ("POST",),
                is_rate_limited=True,
            ),
        )

    async def view(self, request: Request) -> Response:
        """List a folder, without the content of its subfolders."""
        folder = self._folder(request, folder_names(request.values.text_or_none("FolderNames")))
        return envelope(0, "This is your folder.", {"value": _folder_members(folder)})

    async def create(self, request: Request) -> Response:
        """Create a folder in a folder."""
        names = folder_names(request.values.text_or_none("FolderNames"))
        parent = self._folder(request, names, create=request.values.boolean("RecursiveCreate"))
        name = request.values.text("NewFolderName").lower()
        if parent.folder(name) is not None:
            raise ApiError(-6, f"There is a folder '{name}' already.")
        parent.folders.append(self._access.storage.new_folder(name))
        return envelope(0, f"The folder '{name}' is created.")

    async def delete(self, request: Request) -> Response:
        """Delete a folder and everything below it."""
        names = folder_names(request.values.text_or_none("FolderNames"))
        # First of all, so that an invalid token, or a site of another app, has its own error.
        folder = self._folder(request, names)
        if not names:
            raise ApiError(
                -7, "The root folder stays as long as its site. Delete the site instead."
            )
        self._folder(request, names[:-1]).folders.remove(folder)
        return envelope(0, f"The folder '{folder.name}' is deleted.")

    def _folder(self, request: Request, names: list[str], *, create: bool = False) -> Folder:
        token, site = request.values.text("AccessToken"), request.values.text("SiteName")
        return self._access.own_folder(token, site, names, create=create)


def _folder_members(folder: Folder) -> dict[str, object]:
    subfolders = [
        {"subFolders": None, "files": None, "folderName": sub.name} for sub in folder.folders
    ]
    files = [
        {
            # The id of the folder that contains the file.
            "contextId": folder.id,
            "fileName": file.name,
            "fileSize": len(file.content),
            "uploadTime": file.uploaded_at,
        }
        for file in folder.files
    ]
    return {"subFolders": subfolders, "files": files, "folderName": folder.name}
