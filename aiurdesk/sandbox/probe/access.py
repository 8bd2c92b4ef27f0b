"""Who may do what with which site: access tokens of apps and site tokens of Probe's own."""

import hmac
import json
import secrets
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiurdesk.sandbox.aspnet.json_serializer import to_json
from aiurdesk.sandbox.aspnet.response import ApiError
from aiurdesk.sandbox.clock import Clock
from aiurdesk.sandbox.probe.storage import Folder, Site, Storage
from aiurdesk.sandbox.state import State

_INVALID_TOKEN = "The site token is not one of ours or is no longer valid."


@dataclass(frozen=True, slots=True)
class SiteTokens:
    """Makes and checks tokens for one site, a path, rights and a lifespan; a restart voids them.

    Source:
        reference/aiursoft-api.md, section 5. The real ones are signed with RSA; nobody but Probe
        checks them, so a keyed hash does here.
    """

    clock: Clock
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def issue(
        self, site: str, under_path: str | None, permissions: str, lifespan: timedelta
    ) -> tuple[str, datetime]:
        """Return a token and when it dies."""
        expires_at = self.clock() + lifespan
        content = {
            "siteName": site,
            "underPath": under_path,
            "permissions": permissions,
            "expires": expires_at,
        }
        payload = to_json(content).encode()
        return (
            f"{b64encode(payload).decode()}.{b64encode(self._sign(payload)).decode()}",
            expires_at,
        )

    def ensure(self, token: str, action: str, site: str, path: str) -> None:
        """Let an action through.

        Args:
            action: ``upload`` or ``download``.

        Raises:
            Refusal: The token is bad, dead, or made for something else: −8.
        """
        content = self._read(token)
        if content["siteName"] != site:
            raise ApiError(-8, f"The site token is not for the site '{site}'.")
        if action not in content["permissions"].lower():
            raise ApiError(-8, f"The site token only allows: {content['permissions']}.")
        under_path = content["underPath"] or ""
        if not path.startswith(under_path):
            raise ApiError(-8, f"The site token is only for paths under '{under_path}'.")

    def _read(self, token: str) -> dict[str, str]:
        payload, _, signature = token.partition(".")
        try:
            content = b64decode(payload, validate=True)
            is_ours = hmac.compare_digest(self._sign(content), b64decode(signature, validate=True))
        except (Base64Error, ValueError):
            raise ApiError(-8, _INVALID_TOKEN) from None
        if not is_ours:
            raise ApiError(-8, _INVALID_TOKEN)
        fields: dict[str, str] = json.loads(content)
        if datetime.fromisoformat(fields["expires"]) < self.clock():
            raise ApiError(-8, _INVALID_TOKEN)
        return fields

    def _sign(self, payload: bytes) -> bytes:
        return hmac.digest(self._key, payload, "sha256")


@dataclass(frozen=True, slots=True)
class Access:
    """Finds sites and folders for those who may have them."""

    state: State
    storage: Storage
    site_tokens: SiteTokens

    def app_id(self, access_token: str) -> str:
        """Return whose access token it is.

        Raises:
            Refusal: It is nobody's: −8.
        """
        return self.state.tokens.app_id(access_token)

    def own_site(self, access_token: str, name: str) -> Site:
        """Find a site of the token's app.

        Raises:
            Refusal: There is no such site (−4), or another app owns it (−8).
        """
        app_id = self.app_id(access_token)
        site = self.storage.site(name)
        if site is None:
            raise ApiError(-4, f"There is no site named '{name}'.")
        if site.app_id != app_id:
            raise ApiError(-8, f"The site '{name}' belongs to another app.")
        return site

    def own_folder(
        self, access_token: str, site_name: str, names: Sequence[str], *, create: bool = False
    ) -> Folder:
        """Find a folder in a site of the token's app.

        Raises:
            Refusal: There is no such site or folder (−4), or another app owns the site (−8).
        """
        site = self.own_site(access_token, site_name)
        folder = self.storage.locate(site.root, names, create=create)
        if folder is None:
            raise ApiError(-4, f"There is no folder '{'/'.join(names)}' in this site.")
        return folder
