"""The calls about an app's grants, and the page that sets the language."""

import re

from aiurdesk.sandbox.aspnet.answer import Answer, envelope, redirect
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.gateway import pages
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.flow import with_query
from aiurdesk.sandbox.gateway.form_answer import form_answer
from aiurdesk.sandbox.gateway.shown import (
    PAGE_SIZE,
    SAMPLE_GRANT,
    SAMPLE_PAGE,
    SAMPLE_USER,
    grant_members,
    page,
    page_number,
)

_CULTURE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SAMPLE_WITH_USER = {
    "appId": TEXT,
    "grantTime": NOW,
    "gatewayUserId": TEXT,
    "userInfo": SAMPLE_USER,
}


class ApiController:
    """Lists and drops grants; changes the language."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the rows of this controller."""
        place = (Field("Host", required=True), Field("Path", required=True))
        return (
            Route(
                "Api/SetLang",
                self.show_languages,
                place,
                ("GET",),
                is_page=True,
                is_documented=False,
            ),
            Route(
                "Api/SetLang",
                self.set_language,
                (*place, Field("Culture", required=True)),
                ("POST",),
                is_page=True,
                is_documented=False,
            ),
            Route(
                "API/AllUserGranted",
                self.all_granted,
                (PAGE_SIZE, page_number(1), Field("AccessToken", required=True)),
                sample={**SAMPLE_PAGE, "items": [_SAMPLE_WITH_USER, SAMPLE_GRANT]},
                controller="ApiController",
            ),
            Route(
                "API/DropGrants",
                self.drop_grants,
                (Field("accessToken", required=True),),
                ("POST",),
                controller="ApiController",
            ),
        )

    async def show_languages(self, call: Call) -> Answer:
        """Show the page that asks for a language."""
        fields = (
            pages.Field("Culture", "Language, such as en-US", value="en-US"),
            pages.Field(
                "Host", "Address of the site to go back to", value=call.values.text("Host")
            ),
            pages.Field("Path", "Page there", value=call.values.text("Path")),
        )
        form = pages.Form(
            "Set language",
            "Choose the language of the sites.",
            "/Api/SetLang",
            fields,
            "Set language",
            problem=" ".join(call.mistakes) if call.method == "POST" else "",
        )
        return form_answer(self._access.sessions, call, form)

    async def set_language(self, call: Call) -> Answer:
        """Keep the language in a cookie, and for the signed-in user."""
        if call.mistakes:
            return await self.show_languages(call)
        culture = call.values.text("Culture")
        if not _CULTURE.fullmatch(culture):
            return envelope(-10, "This is no language that the sandbox knows.")
        if user := self._access.signed_in(call):
            user.language = culture
        target = f"{call.values.text('Host').rstrip('/')}/Api/SetSonLang"
        query = {"Culture": culture, "ReturnUrl": call.values.text("Path")}
        kept = f".AspNetCore.Culture=c%3D{culture}%7Cuic%3D{culture}; path=/"
        return redirect(with_query(target, query), ("set-cookie", kept))

    async def all_granted(self, call: Call) -> Answer:
        """Page through the users who granted the app, the newest grant first."""
        app_id, directory = self._access.app_id(call), self._access.directory
        grants = [grant for grant in directory.grants if grant.app_id == app_id]
        grants.sort(key=lambda grant: grant.granted_at, reverse=True)
        items = [
            grant_members(grant, directory.users[grant.user_id], has_emails=False)
            for grant in grants
        ]
        return page(call, items, "These users granted your app.")

    async def drop_grants(self, call: Call) -> Answer:
        """Forget every grant to the app."""
        app_id = self._access.state.tokens.app_id(call.values.text("accessToken"))
        self._access.directory.revoke(app_id)
        return envelope(0, "No user grants your app any more.")
