"""The calls with which an app keeps its sites."""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.answer import Answer, Crash, Refusal, envelope
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.check import domain_name, guid, max_length, min_length
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.probe.access import Access
from aiurdesk.sandbox.probe.storage import Site

_TOKEN = Field("AccessToken", required=True)
_NEW_NAME = Field("NewSiteName", required=True, checks=(max_length(50), min_length(5), domain_name))
_OPENNESS = (
    Field("OpenToUpload", ParameterKind.BOOLEAN),
    Field("OpenToDownload", ParameterKind.BOOLEAN),
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
        """Return the rows of this controller."""
        return (
            Route(
                "Sites/CreateNewSite",
                self.create,
                (_TOKEN, _NEW_NAME, *_OPENNESS),
                _POST,
                is_limited=True,
            ),
            Route(
                "Sites/ViewMySites",
                self.view_mine,
                (_TOKEN,),
                is_limited=True,
                sample={"appId": TEXT, "sites": [_SAMPLE_SITE]},
            ),
            Route(
                "Sites/ViewSiteDetail",
                self.view_detail,
                (Field("SiteName"), Field("AccessToken")),
                is_limited=True,
                sample={"appId": TEXT, "site": _SAMPLE_SITE, "size": 0},
            ),
            Route(
                "Sites/UpdateSiteInfo",
                self.update,
                (
                    _TOKEN,
                    Field("OldSiteName", required=True, checks=(domain_name,)),
                    _NEW_NAME,
                    *_OPENNESS,
                ),
                _POST,
                is_limited=True,
            ),
            Route(
                "Sites/DeleteSite",
                self.delete,
                (_TOKEN, Field("SiteName", required=True)),
                _POST,
                is_limited=True,
            ),
            Route(
                "Sites/DeleteApp",
                self.delete_app,
                (_TOKEN, Field("AppId", required=True, checks=(guid,))),
                _POST,
                is_limited=True,
            ),
        )

    async def create(self, call: Call) -> Answer:
        """Make a site under a name that is free."""
        app_id = self._access.app_id(call.values.text("AccessToken"))
        name = call.values.text("NewSiteName").lower()
        self._ensure_free(name)
        site = Site(
            app_id=app_id,
            name=name,
            is_open_to_upload=call.values.flag("OpenToUpload"),
            is_open_to_download=call.values.flag("OpenToDownload"),
            created_at=self._access.state.clock(),
            root=self._storage.new_root(),
        )
        self._storage.sites.append(site)
        return envelope(0, f"The site '{name}' is there.")

    async def view_mine(self, call: Call) -> Answer:
        """List the app's sites."""
        app_id = self._access.app_id(call.values.text("AccessToken"))
        sites = [_shown(site) for site in self._storage.sites if site.app_id == app_id]
        return envelope(0, "These are your sites.", {"appId": app_id, "sites": sites})

    async def view_detail(self, call: Call) -> Answer:
        """Show one site and its size; a missing name crashes, as on the real server."""
        token = call.values.text("AccessToken")
        self._access.app_id(token)
        name = call.values.given("SiteName")
        if name is None:
            raise Crash
        site = self._access.own_site(token, name)
        members = {"appId": site.app_id, "site": _shown(site), "size": site.root.size_bytes()}
        return envelope(0, "This is your site.", members)

    async def update(self, call: Call) -> Answer:
        """Rename a site and change who may use it."""
        site = self._own(call, "OldSiteName")
        name = call.values.text("NewSiteName").lower()
        if name != site.name:
            self._ensure_free(name)
        site.name = name
        site.is_open_to_upload = call.values.flag("OpenToUpload")
        site.is_open_to_download = call.values.flag("OpenToDownload")
        return envelope(0, f"The site '{name}' is changed.")

    async def delete(self, call: Call) -> Answer:
        """Delete a site with everything in it."""
        site = self._own(call, "SiteName")
        self._storage.sites.remove(site)
        return envelope(0, f"The site '{site.name}' is gone.")

    async def delete_app(self, call: Call) -> Answer:
        """Forget the app and its sites; success is −6, as on the real server."""
        app_id = self._access.app_id(call.values.text("AccessToken"))
        if call.values.text("AppId") != app_id:
            raise Refusal(-8, "This access token belongs to another app.")
        self._storage.remove_app(app_id)
        return envelope(-6, "Probe knows nothing of this app.")

    def _own(self, call: Call, field: str) -> Site:
        return self._access.own_site(call.values.text("AccessToken"), call.values.text(field))

    def _ensure_free(self, name: str) -> None:
        if self._storage.site(name) is not None:
            raise Refusal(-7, f"The name '{name}' is taken. Please choose another one.")


def _shown(site: Site) -> dict[str, object]:
    return {
        "appId": site.app_id,
        "siteName": site.name,
        "openToUpload": site.is_open_to_upload,
        "openToDownload": site.is_open_to_download,
        "creationTime": site.created_at,
    }
