"""JSON members of users and grants, and responses with one page of a list."""

from collections.abc import Sequence

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT
from aiurdesk.sandbox.aspnet.response import Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.validation import between
from aiurdesk.sandbox.gateway.user_store import Grant, User

PAGE_SIZE = Parameter("PageSize", ParameterKind.INTEGER, default=10, validators=(between(1, 100),))
SAMPLE_USER = {
    "id": TEXT,
    "bio": TEXT,
    "nickName": TEXT,
    "sex": TEXT,
    "iconFilePath": TEXT,
    "preferedLanguage": TEXT,
    "accountCreateTime": NOW,
    "emailConfirmed": True,
    "email": TEXT,
}
SAMPLE_PAGE = {"totalCount": 0, "currentPage": 0, "currentPageSize": 0}
SAMPLE_GRANT = {"userInfo": None, "appId": TEXT, "grantTime": NOW, "gatewayUserId": TEXT}


def page_number(default: int) -> Parameter:
    """Return the page number parameter. A default of 0 does not pass its own validator."""
    validators = (between(1, 2**31 - 1),)
    return Parameter("PageNumber", ParameterKind.INTEGER, default=default, validators=validators)


def user_members(user: User, *, has_emails: bool = True) -> dict[str, object]:
    """Return the members of a user.

    Args:
        has_emails: False where the real server does not load the addresses and sends none.
    """
    primary = user.primary_email if has_emails else None
    return {
        "emailConfirmed": has_emails and any(email.is_validated for email in user.emails),
        "email": primary.address if primary else "",
        "id": user.id,
        "bio": user.bio,
        "nickName": user.nick_name,
        "sex": None,
        "iconFilePath": user.icon_path,
        "preferedLanguage": user.language,  # spelled as the services do
        "accountCreateTime": user.created_at,
    }


def grant_members(grant: Grant, user: User, *, has_emails: bool) -> dict[str, object]:
    """Return the members of a grant and its user."""
    return {
        "userInfo": user_members(user, has_emails=has_emails),
        "appId": grant.app_id,
        "grantTime": grant.granted_at,
        "gatewayUserId": grant.user_id,
    }


def page_response(request: Request, items: Sequence[dict[str, object]], message: str) -> Response:
    """Return the page of a list that the request selects."""
    number, size = request.values.number("PageNumber"), request.values.number("PageSize")
    start = (number - 1) * size
    members = {
        "totalCount": len(items),
        "currentPage": number,
        "currentPageSize": size,
        "items": list(items[start : start + size]),
    }
    return envelope(0, message, members)
