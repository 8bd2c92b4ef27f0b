"""The calls with which an app keeps the folders of its sites."""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.answer import Answer, Refusal, envelope
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.check import without_characters
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.probe.access import Access
from aiurdesk.sandbox.probe.storage import FORBIDDEN, Folder, folder_names

_PLACE = (
    Field("AccessToken", required=True),
    Field("SiteName", required=True),
    Field("FolderNames"),
)
_PATH = "/{SiteName}/{**FolderNames}"
_SAMPLE = {
    "subFolders": None,
    "files": [{"contextId": 0, "fileName": TEXT, "fileSize": 0, "uploadTime": NOW}],
    "folderName": TEXT,
}


class FoldersController:
    """Shows, creates and deletes folders."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the rows of this controller."""
        new_name = Field("NewFolderName", required=True, checks=(without_characters(FORBIDDEN),))
        recursive = Field("RecursiveCreate", ParameterKind.BOOLEAN)
        return (
            Route(
                f"Folders/ViewContent{_PATH}",
                self.view,
                _PLACE,
                is_limited=True,
                sample={"value": _SAMPLE},
            ),
            Route(
                f"Folders/CreateNewFolder{_PATH}",
                self.create,
                (*_PLACE, new_name, recursive),
                ("POST",),
                is_limited=True,
            ),
            Route(f"Folders/DeleteFolder{_PATH}", self.delete, _PLACE, ("POST",), is_limited=True),
        )

    async def view(self, call: Call) -> Answer:
        """List a folder; what lies in its folders is left out."""
        folder = self._folder(call, folder_names(call.values.given("FolderNames")))
        return envelope(0, "This is your folder.", {"value": _shown(folder)})

    async def create(self, call: Call) -> Answer:
        """Make a folder inside a folder."""
        names = folder_names(call.values.given("FolderNames"))
        parent = self._folder(call, names, create=call.values.flag("RecursiveCreate"))
        name = call.values.text("NewFolderName").lower()
        if parent.folder(name) is not None:
            raise Refusal(-6, f"There is a folder '{name}' already.")
        parent.folders.append(self._access.storage.new_folder(name))
        return envelope(0, f"The folder '{name}' is there.")

    async def delete(self, call: Call) -> Answer:
        """Delete a folder and everything below it."""
        names = folder_names(call.values.given("FolderNames"))
        folder = self._folder(call, names)
        if not names:
            raise Refusal(-7, "The root folder stays as long as its site. Delete the site instead.")
        self._folder(call, names[:-1]).folders.remove(folder)
        return envelope(0, f"The folder '{folder.name}' is gone.")

    def _folder(self, call: Call, names: list[str], *, create: bool = False) -> Folder:
        token, site = call.values.text("AccessToken"), call.values.text("SiteName")
        return self._access.own_folder(token, site, names, create=create)


def _shown(folder: Folder) -> dict[str, object]:
    below = [{"subFolders": None, "files": None, "folderName": sub.name} for sub in folder.folders]
    files = [
        {
            "contextId": folder.id,
            "fileName": file.name,
            "fileSize": len(file.content),
            "uploadTime": file.uploaded_at,
        }
        for file in folder.files
    ]
    return {"subFolders": below, "files": files, "folderName": folder.name}
