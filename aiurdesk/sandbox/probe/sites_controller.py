"""The actions for the sites of an app."""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT
from aiurdesk.sandbox.aspnet.response import ApiError, Response, UnhandledError, envelope
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.aspnet.validation import domain_name, guid, max_length, min_length
from aiurdesk.sandbox.probe.access import Access
from aiurdesk.sandbox.probe.storage import Site

_TOKEN = Parameter("AccessToken", required=True)
_NEW_NAME = Parameter(
    "NewSiteName", required=True, validators=(max_length(50), min_length(5), domain_name)
)
_ACCESS_PARAMETERS = (
    Parameter("OpenToUpload", ParameterKind.BOOLEAN),
    Parameter("OpenToDownload", ParameterKind.BOOLEAN),
)
_POST = ("POST",)
_SAMPLE_SITE = {
    "appId": TEXT,
    "siteName": TEXT,
    "openToUpload": True,
    "openToDownload": True,
    "creationTime": NOW,
}


class SitesController:
    """Creates, lists, changes and deletes sites."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._storage = access.storage

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of this controller."""
        return (
            Route(
                "Sites/CreateNewSite",
                self.create,
                (_TOKEN, _NEW_NAME, *_ACCESS_PARAMETERS),
                _POST,
                is_rate_limited=True,
            ),
            Route(
                "Sites/ViewMySites",
                self.view_mine,
                (_TOKEN,),
                is_rate_limited=True,
                sample={"appId": TEXT, "sites": [_SAMPLE_SITE]},
            ),
            Route(
                "Sites/ViewSiteDetail",
                self.view_detail,
                (Parameter("SiteName"), Parameter("AccessToken")),
                is_rate_limited=True,
                sample={"appId": TEXT, "site": _SAMPLE_SITE, "size": 0},
            ),
            Route(
                "Sites/UpdateSiteInfo",
                self.update,
                (
                    _TOKEN,
                    Parameter("OldSiteName", required=True, validators=(domain_name,)),
                    _NEW_NAME,
                    *_ACCESS_PARAMETERS,
                ),
                _POST,
                is_rate_limited=True,
            ),
            Route(
                "Sites/DeleteSite",
                self.delete,
                (_TOKEN, Parameter("SiteName", required=True)),
                _POST,
                is_rate_limited=True,
            ),
            Route(
                "Sites/DeleteApp",
                self.delete_app,
                (_TOKEN, Parameter("AppId", required=True, validators=(guid,))),
                _POST,
                is_rate_limited=True,
            ),
        )

    async def create(self, request: Request) -> Response:
        """Create a site with a name that is not in use."""
        app_id = self._access.app_id(request.values.text("AccessToken"))
        name = request.values.text("NewSiteName").lower()
        self._ensure_free(name)
        site = Site(
            app_id=app_id,
            name=name,
            is_open_to_upload=request.values.boolean("OpenToUpload"),
            is_open_to_download=request.values.boolean("OpenToDownload"),
            created_at=self._access.state.clock(),
            root=self._storage.new_root(),
        )
        self._storage.sites.append(site)
        return envelope(0, f"The site '{name}' is created.")

    async def view_mine(self, request: Request) -> Response:
        """List the app's sites."""
        app_id = self._access.app_id(request.values.text("AccessToken"))
        sites = [_site_members(site) for site in self._storage.sites if site.app_id == app_id]
        return envelope(0, "These are your sites.", {"appId": app_id, "sites": sites})

    async def view_detail(self, request: Request) -> Response:
        """Return one site and its size. A missing name fails, as on the real server."""
        token = request.values.text("AccessToken")
        # The token is checked before the name, and not by validation. So a missing token gets −8.
        self._access.app_id(token)
        name = request.values.text_or_none("SiteName")
        if name is None:
            raise UnhandledError
        site = self._access.own_site(token, name)
        members = {
            "appId": site.app_id,
            "site": _site_members(site),
            "size": site.root.size_bytes(),
        }
        return envelope(0, "This is your site.", members)

    async def update(self, request: Request) -> Response:
        """Rename a site and change whether it is public."""
        site = self._own(request, "OldSiteName")
        name = request.values.text("NewSiteName").lower()
        if name != site.name:
            self._ensure_free(name)
        site.name = name
        site.is_open_to_upload = request.values.boolean("OpenToUpload")
        site.is_open_to_download = request.values.boolean("OpenToDownload")
        return envelope(0, f"The site '{name}' is changed.")

    async def delete(self, request: Request) -> Response:
        """Delete a site and all its files."""
        site = self._own(request, "SiteName")
        self._storage.sites.remove(site)
        return envelope(0, f"The site '{site.name}' is deleted.")

    async def delete_app(self, request: Request) -> Response:
        """Delete the app and its sites. A success has code −6, as on the real server."""
        app_id = self._access.app_id(request.values.text("AccessToken"))
        if request.values.text("AppId") != app_id:
            raise ApiError(-8, "This access token belongs to another app.")
        self._storage.remove_app(app_id)
        return envelope(-6, "Probe knows nothing of this app.")

    def _own(self, request: Request, parameter: str) -> Site:
        return self._access.own_site(
            request.values.text("AccessToken"), request.values.text(parameter)
        )

    def _ensure_free(self, name: str) -> None:
        if self._storage.site(name) is not None:
            raise ApiError(-7, f"The name '{name}' is taken. Please choose another one.")


def _site_members(site: Site) -> dict[str, object]:
    return {
        "appId": site.app_id,
        "siteName": site.name,
        "openToUpload": site.is_open_to_upload,
        "openToDownload": site.is_open_to_download,
        "creationTime": site.created_at,
    }
