"""Access control of Probe: access tokens of apps, and Probe's own site tokens."""

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
    """Issues and verifies site tokens: rights to a path of one site for a limited time.

    A restart of the sandbox invalidates them.

    Source:
        reference/aiursoft-api.md, section 5. The real ones have an RSA signature. Only Probe
        verifies site tokens, so the sandbox uses an HMAC.
    """

    clock: Clock
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def issue(
        self, site: str, under_path: str | None, permissions: str, lifespan: timedelta
    ) -> tuple[str, datetime]:
        """Return a token and its expiry time."""
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

    def require(self, token: str, action: str, site: str, path: str) -> None:
        """Check that a token allows an action.

        Args:
            action: ``upload`` or ``download``.

        Raises:
            ApiError: The token is invalid, has expired, or is for something else: −8.
        """
        content = self._read(token)
        if content["siteName"] != site:
            raise ApiError(-8, f"The site token is not for the site '{site}'.")
        if action not in content["permissions"].lower():
            raise ApiError(-8, f"The site token only allows: {content['permissions']}.")
        # A token without a path is for the whole site.
        under_path = content["underPath"] or ""
        # A plain text prefix: a token for ``a`` also allows ``ab``.
        if not path.startswith(under_path):
            raise ApiError(-8, f"The site token is only for paths under '{under_path}'.")

    def _read(self, token: str) -> dict[str, str]:
        payload, _, signature = token.partition(".")
        try:
            content = b64decode(payload, validate=True)
            is_valid = hmac.compare_digest(self._sign(content), b64decode(signature, validate=True))
        except (Base64Error, ValueError):
            raise ApiError(-8, _INVALID_TOKEN) from None
        if not is_valid:
            raise ApiError(-8, _INVALID_TOKEN)
        fields: dict[str, str] = json.loads(content)
        if datetime.fromisoformat(fields["expires"]) < self.clock():
            raise ApiError(-8, _INVALID_TOKEN)
        return fields

    def _sign(self, payload: bytes) -> bytes:
        return hmac.digest(self._key, payload, "sha256")


@dataclass(frozen=True, slots=True)
class Access:
    """Finds sites and folders, and checks that the app owns them."""

    state: State
    storage: Storage
    site_tokens: SiteTokens

    def app_id(self, access_token: str) -> str:
        """Return the app id of an access token.

        Raises:
            ApiError: The token is not valid: −8.
        """
        return self.state.tokens.app_id(access_token)

    def own_site(self, access_token: str, name: str) -> Site:
        """Return a site of the token's app.

        Raises:
            ApiError: There is no such site (−4), or another app owns it (−8).
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
        """Return a folder in a site of the token's app.

        Raises:
            ApiError: There is no such site or folder (−4), or another app owns the site (−8).
        """
        site = self.own_site(access_token, site_name)
        folder = self.storage.locate(site.root, names, create=create)
        if folder is None:
            raise ApiError(-4, f"There is no folder '{'/'.join(names)}' in this site.")
        return folder
