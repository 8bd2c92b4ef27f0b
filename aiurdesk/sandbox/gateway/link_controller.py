"""The actions for a user's granted apps, audit log and social accounts."""

from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT
from aiurdesk.sandbox.aspnet.response import ApiError, Response, UnhandledError, envelope
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.json_members import (
    PAGE_SIZE,
    SAMPLE_GRANT,
    SAMPLE_PAGE,
    grant_members,
    page_number,
    page_response,
)
from aiurdesk.sandbox.gateway.user_routes import change_route, view_route
from aiurdesk.sandbox.gateway.user_store import AuditEntry

_SAMPLE_ENTRY = {
    "id": 0,
    "userId": TEXT,
    "appId": TEXT,
    "happenTime": NOW,
    "success": True,
    "ipAddress": TEXT,
}
_SAMPLE_ACCOUNT = {"name": TEXT, "providerName": TEXT, "bindTime": NOW}


class LinkController:
    """Lists and removes what is linked to a user."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of this controller."""
        entries = {**SAMPLE_PAGE, "items": [_SAMPLE_ENTRY, _SAMPLE_ENTRY]}
        accounts = {"items": [_SAMPLE_ACCOUNT, _SAMPLE_ACCOUNT]}
        return (
            view_route("ViewGrantedApps", self.view_apps, sample={"items": [SAMPLE_GRANT]}),
            change_route("DropGrantedApps", self.drop_app, Parameter("AppIdToDrop", required=True)),
            view_route(
                "ViewAuditLog", self.view_audit_log, PAGE_SIZE, page_number(0), sample=entries
            ),
            view_route("ViewSocialAccounts", self.view_social_accounts, sample=accounts),
            change_route("UnBindSocialAccount", self.unbind, Parameter("ProviderName")),
        )

    async def view_apps(self, request: Request) -> Response:
        """List the apps that the user granted access."""
        user = self._access.granted_user(request)
        grants = self._access.user_store.grants_of(user.id)
        items = [grant_members(grant, user, has_emails=True) for grant in grants]
        return envelope(0, "The user granted these apps.", {"items": items})

    async def drop_app(self, request: Request) -> Response:
        """Revoke the user's grant of an app."""
        user = self._access.granted_user(request)
        app_id = request.values.text("AppIdToDrop")
        if not self._access.user_store.has_granted(user.id, app_id):
            raise ApiError(-4, f"The user has not granted the app {app_id}.")
        self._access.user_store.revoke(app_id, user.id)
        return envelope(0, "The grant is withdrawn.")

    async def view_audit_log(self, request: Request) -> Response:
        """Return one page of the sign-in attempts, newest first."""
        user = self._access.granted_user(request)
        entries = [e for e in self._access.user_store.audit_log if e.user_id == user.id]
        entries.sort(key=lambda entry: entry.happened_at, reverse=True)
        return page_response(
            request, [_entry_members(entry) for entry in entries], "These are the sign-ins."
        )

    async def view_social_accounts(self, request: Request) -> Response:
        """List the linked social accounts."""
        user = self._access.granted_user(request)
        items = [
            {"name": account.name, "providerName": account.provider, "bindTime": account.bound_at}
            for account in user.social_accounts
        ]
        return envelope(0, "These are the linked accounts.", {"items": items})

    async def unbind(self, request: Request) -> Response:
        """Unlink the account of a provider. Without a provider the real server fails."""
        user = self._access.granted_user(request)
        provider = request.values.text_or_none("ProviderName")
        if provider is None:
            raise UnhandledError
        # A provider that is not linked is no error: nothing changes then.
        remaining = [a for a in user.social_accounts if a.provider.lower() != provider.lower()]
        user.social_accounts = remaining
        return envelope(0, f"The {provider} account is not linked any more.")


def _entry_members(entry: AuditEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "userId": entry.user_id,
        "appId": entry.app_id,
        "happenTime": entry.happened_at,
        "success": entry.succeeded,
        "ipAddress": entry.address,
    }
