"""Access control of Probe: access tokens of apps, and Probe's own site tokens."""

import hmac
import json
import secrets
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiurdesk.sandbox.aspnet.json_serializer import to_json
from aiurdesk.sandbox.aspnet.response import ApiError
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.clock import Clock
from aiurdesk.sandbox.probe.storage import Path, Site
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
    """The sites by name, and who may use them. All actions share it."""

    state: State
    site_tokens: SiteTokens
    sites: dict[str, Site] = field(default_factory=dict)

    def app_id(self, request: Request) -> str:
        """Return the app id of the access token of a request.

        Raises:
            ApiError: The token is not valid: −8.
        """
        return self.state.tokens.app_id(request.values.text("AccessToken"))

    def site(self, name: str) -> Site:
        """Return a site, without regard to case.

        Raises:
            ApiError: There is no such site: −4.
        """
        site = self.sites.get(name.lower())
        if site is None:
            raise ApiError(-4, f"There is no site named '{name}'.")
        return site

    def own_site(self, request: Request, parameter: str = "SiteName") -> Site:
        """Return the site that a parameter names.

        Raises:
            ApiError: There is no such site (−4), or another app owns it (−8).
        """
        app_id = self.app_id(request)
        site = self.site(request.values.text(parameter))
        if site.app_id != app_id:
            raise ApiError(-8, f"The site '{site.name}' belongs to another app.")
        return site


def existing(site: Site, path: Path, *, create: bool = False) -> Path:
    """Return the path of a folder.

    Args:
        create: Creates the folder if it is missing.

    Raises:
        ApiError: The folder is missing: −4.
    """
    if create:
        site.create(path)
    if path not in site.folders:
        raise ApiError(-4, f"There is no folder '{'/'.join(path)}' in this site.")
    return path
