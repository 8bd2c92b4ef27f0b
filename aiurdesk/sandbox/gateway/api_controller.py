"""The actions for an app's grants, and the page that sets the language."""

import re

from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT
from aiurdesk.sandbox.aspnet.response import Response, envelope, redirect
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.culture_cookie import culture_cookie
from aiurdesk.sandbox.gateway import pages
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.form_response import form_response
from aiurdesk.sandbox.gateway.json_members import (
    PAGE_SIZE,
    SAMPLE_GRANT,
    SAMPLE_PAGE,
    SAMPLE_USER,
    grant_members,
    page_number,
    page_response,
)
from aiurdesk.sandbox.gateway.sign_in_flow import with_query

# A language tag such as ``zh-CN``: a language, then a script, a country or a variant.
_CULTURE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SAMPLE_WITH_USER = {
    "appId": TEXT,
    "grantTime": NOW,
    "gatewayUserId": TEXT,
    "userInfo": SAMPLE_USER,
}


class ApiController:
    """Lists and revokes grants, and sets the language."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of this controller."""
        return_url = (Parameter("Host", required=True), Parameter("Path", required=True))
        return (
            Route(
                "Api/SetLang",
                self.show_languages,
                return_url,
                ("GET",),
                shows_validation_errors=True,
                is_documented=False,
            ),
            Route(
                "Api/SetLang",
                self.set_language,
                (*return_url, Parameter("Culture", required=True)),
                ("POST",),
                shows_validation_errors=True,
                is_documented=False,
            ),
            Route(
                "API/AllUserGranted",
                self.all_granted,
                (PAGE_SIZE, page_number(1), Parameter("AccessToken", required=True)),
                sample={**SAMPLE_PAGE, "items": [_SAMPLE_WITH_USER, SAMPLE_GRANT]},
                controller="ApiController",
            ),
            Route(
                "API/DropGrants",
                self.drop_grants,
                (Parameter("accessToken", required=True),),
                ("POST",),
                controller="ApiController",
            ),
        )

    async def show_languages(self, request: Request) -> Response:
        """Return the page that asks for a language."""
        fields = (
            pages.FormField("Culture", "Language, such as en-US", value="en-US"),
            pages.FormField(
                "Host", "Address of the site to go back to", value=request.values.text("Host")
            ),
            pages.FormField("Path", "Page there", value=request.values.text("Path")),
        )
        form = pages.FormPage(
            "Set language",
            "Choose the language of the sites.",
            "/Api/SetLang",
            fields,
            "Set language",
            # Before the form was sent, a missing value is no mistake.
            error=" ".join(request.validation_errors) if request.method == "POST" else "",
        )
        return form_response(self._access.sessions, request, form)

    async def set_language(self, request: Request) -> Response:
        """Store the language in a cookie and in the account of the signed-in user."""
        if request.validation_errors:
            return await self.show_languages(request)
        culture = request.values.text("Culture")
        if not _CULTURE.fullmatch(culture):
            return envelope(-10, "This is no language that the sandbox knows.")
        if user := self._access.signed_in_user(request):
            user.language = culture
        # The other site stores the language in a cookie of its own.
        target = f"{request.values.text('Host').rstrip('/')}/Api/SetSonLang"
        query = {"Culture": culture, "ReturnUrl": request.values.text("Path")}
        return redirect(with_query(target, query), culture_cookie(culture, "path=/"))

    async def all_granted(self, request: Request) -> Response:
        """Return one page of the users who granted access to the app, newest grant first."""
        app_id, user_store = self._access.app_id(request), self._access.user_store
        grants = [grant for grant in user_store.grants if grant.app_id == app_id]
        grants.sort(key=lambda grant: grant.granted_at, reverse=True)
        items = [
            grant_members(grant, user_store.users[grant.user_id], has_emails=False)
            for grant in grants
        ]
        return page_response(request, items, "These users granted your app.")

    async def drop_grants(self, request: Request) -> Response:
        """Revoke all grants of the app."""
        app_id = self._access.state.tokens.app_id(request.values.text("accessToken"))
        self._access.user_store.revoke(app_id)
        return envelope(0, "All grants to your app are withdrawn.")
