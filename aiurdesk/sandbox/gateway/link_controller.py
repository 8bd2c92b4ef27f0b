"""The calls about what a user is linked with: apps, sign-ins and social accounts."""

from aiurdesk.sandbox.aspnet.answer import Answer, Crash, Refusal, envelope
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.directory import AuditEntry
from aiurdesk.sandbox.gateway.shown import (
    PAGE_SIZE,
    SAMPLE_GRANT,
    SAMPLE_PAGE,
    grant_members,
    page,
    page_number,
)
from aiurdesk.sandbox.gateway.user_route import user_change, user_view

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
    """Shows and cuts a user's links."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the rows of this controller."""
        entries = {**SAMPLE_PAGE, "items": [_SAMPLE_ENTRY, _SAMPLE_ENTRY]}
        accounts = {"items": [_SAMPLE_ACCOUNT, _SAMPLE_ACCOUNT]}
        return (
            user_view("ViewGrantedApps", self.view_apps, sample={"items": [SAMPLE_GRANT]}),
            user_change("DropGrantedApps", self.drop_app, Field("AppIdToDrop", required=True)),
            user_view(
                "ViewAuditLog", self.view_audit_log, PAGE_SIZE, page_number(0), sample=entries
            ),
            user_view("ViewSocialAccounts", self.view_social_accounts, sample=accounts),
            user_change("UnBindSocialAccount", self.unbind, Field("ProviderName")),
        )

    async def view_apps(self, call: Call) -> Answer:
        """List the apps that the user granted."""
        user = self._access.granted_user(call)
        grants = self._access.directory.grants_of(user.id)
        items = [grant_members(grant, user, has_emails=True) for grant in grants]
        return envelope(0, "The user granted these apps.", {"items": items})

    async def drop_app(self, call: Call) -> Answer:
        """Take the user's grant from an app."""
        user = self._access.granted_user(call)
        app_id = call.values.text("AppIdToDrop")
        if not self._access.directory.has_granted(user.id, app_id):
            raise Refusal(-4, f"The user has not granted the app {app_id}.")
        self._access.directory.revoke(app_id, user.id)
        return envelope(0, "The grant is gone.")

    async def view_audit_log(self, call: Call) -> Answer:
        """Page through the tries to sign in, the newest first."""
        user = self._access.granted_user(call)
        entries = [e for e in self._access.directory.audit_log if e.user_id == user.id]
        entries.sort(key=lambda entry: entry.happened_at, reverse=True)
        return page(call, [_shown(entry) for entry in entries], "These are the sign-ins.")

    async def view_social_accounts(self, call: Call) -> Answer:
        """List the accounts elsewhere."""
        user = self._access.granted_user(call)
        items = [
            {"name": account.name, "providerName": account.provider, "bindTime": account.bound_at}
            for account in user.social_accounts
        ]
        return envelope(0, "These are the linked accounts.", {"items": items})

    async def unbind(self, call: Call) -> Answer:
        """Cut the link to a provider; the real server crashes when none is named."""
        user = self._access.granted_user(call)
        provider = call.values.given("ProviderName")
        if provider is None:
            raise Crash
        kept = [a for a in user.social_accounts if a.provider.lower() != provider.lower()]
        user.social_accounts = kept
        return envelope(0, f"No {provider} account is linked any more.")


def _shown(entry: AuditEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "userId": entry.user_id,
        "appId": entry.app_id,
        "happenTime": entry.happened_at,
        "success": entry.succeeded,
        "ipAddress": entry.address,
    }
