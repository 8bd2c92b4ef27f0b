"""The actions on the sites of an app, their folders, and the tokens for them."""

from datetime import timedelta

from aiurdesk.sandbox.aspnet.response import ApiError, Response, UnhandledError, envelope
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.described_service import Action, Actions
from aiurdesk.sandbox.probe.access import Access, existing
from aiurdesk.sandbox.probe.storage import Site, folder_path


class SitesController:
    """Creates, lists, changes and deletes sites and folders."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._sites = access.sites

    def actions(self) -> Actions:
        """Return the actions of this controller."""
        return {
            "sites.createnewsite": self.create,
            "sites.viewmysites": self.view_mine,
            "sites.viewsitedetail": Action(self.view_detail, optional=("SiteName", "AccessToken")),
            "sites.updatesiteinfo": self.update,
            "sites.deletesite": self.delete,
            "sites.deleteapp": self.delete_app,
            "folders.viewcontent": self.view_folder,
            "folders.createnewfolder": self.create_folder,
            "folders.deletefolder": self.delete_folder,
            "token.gettoken": self.get_token,
        }

    async def create(self, request: Request) -> Response:
        """Create a site with a name that is not in use."""
        app_id, values = self._access.app_id(request), request.values
        name = values.text("NewSiteName").lower()
        self._ensure_free(name)
        is_open = values.boolean("OpenToUpload"), values.boolean("OpenToDownload")
        self._sites[name] = Site(app_id, name, *is_open, self._access.state.clock())
        return envelope(0, f"The site '{name}' is created.")

    async def view_mine(self, request: Request) -> Response:
        """List the app's sites."""
        app_id = self._access.app_id(request)
        sites = [site.members() for site in self._sites.values() if site.app_id == app_id]
        return envelope(0, "These are your sites.", {"appId": app_id, "sites": sites})

    async def view_detail(self, request: Request) -> Response:
        """Return one site and its size. A missing name fails, as on the real server."""
        # The token is checked before the name, and not by validation. So a missing token gets −8.
        self._access.app_id(request)
        if not request.values.text("SiteName"):
            raise UnhandledError
        site = self._access.own_site(request)
        members = {"appId": site.app_id, "site": site.members(), "size": site.size_bytes()}
        return envelope(0, "This is your site.", members)

    async def update(self, request: Request) -> Response:
        """Rename a site and change whether it is public."""
        site, values = self._access.own_site(request, "OldSiteName"), request.values
        name = values.text("NewSiteName").lower()
        if name != site.name:
            self._ensure_free(name)
        del self._sites[site.name]
        self._sites[name], site.name = site, name
        site.is_open_to_upload = values.boolean("OpenToUpload")
        site.is_open_to_download = values.boolean("OpenToDownload")
        return envelope(0, f"The site '{name}' is changed.")

    async def delete(self, request: Request) -> Response:
        """Delete a site and all its files."""
        site = self._access.own_site(request)
        del self._sites[site.name]
        return envelope(0, f"The site '{site.name}' is deleted.")

    async def delete_app(self, request: Request) -> Response:
        """Delete the app and its sites. A success has code −6, as on the real server."""
        app_id = self._access.app_id(request)
        if request.values.text("AppId") != app_id:
            raise ApiError(-8, "This access token belongs to another app.")
        for site in [site for site in self._sites.values() if site.app_id == app_id]:
            del self._sites[site.name]
        return envelope(-6, "Probe knows nothing of this app.")

    async def view_folder(self, request: Request) -> Response:
        """List a folder, without the content of its subfolders."""
        site = self._access.own_site(request)
        path = existing(site, folder_path(request.values.text("FolderNames")))
        return envelope(0, "This is your folder.", {"value": site.folder_members(path)})

    async def create_folder(self, request: Request) -> Response:
        """Create a folder in a folder."""
        site, values = self._access.own_site(request), request.values
        parent = folder_path(values.text("FolderNames"))
        existing(site, parent, create=values.boolean("RecursiveCreate"))
        name = values.text("NewFolderName").lower()
        if (*parent, name) in site.folders:
            raise ApiError(-6, f"There is a folder '{name}' already.")
        site.create((*parent, name))
        return envelope(0, f"The folder '{name}' is created.")

    async def delete_folder(self, request: Request) -> Response:
        """Delete a folder and everything below it."""
        site = self._access.own_site(request)
        path = existing(site, folder_path(request.values.text("FolderNames")))
        if not path:
            raise ApiError(
                -7, "The root folder stays as long as its site. Delete the site instead."
            )
        site.delete(path)
        return envelope(0, f"The folder '{path[-1]}' is deleted.")

    async def get_token(self, request: Request) -> Response:
        """Issue a token for a site of the app. The name must match exactly."""
        site, values = self._access.own_site(request), request.values
        # ``own_site`` ignores case.
        if site.name != values.text("SiteName"):
            raise ApiError(-4, f"There is no site named '{values.text('SiteName')}'.")
        token, expires_at = self._access.site_tokens.issue(
            site.name,
            values.text_or_none("UnderPath"),
            values.text("Permissions"),
            timedelta(seconds=values.number("LifespanSeconds")),
        )
        until = f"{expires_at:%Y-%m-%d %H:%M:%S}"
        return envelope(0, f"Your site token works until {until} UTC.", {"value": token})

    def _ensure_free(self, name: str) -> None:
        if name in self._sites:
            raise ApiError(-7, f"The name '{name}' is taken. Please choose another one.")
