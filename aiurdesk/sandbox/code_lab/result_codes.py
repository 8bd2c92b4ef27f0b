"""An envelope for each result code of 2020, and for some codes outside of the table."""

from dataclasses import dataclass

from aiurdesk.sandbox.aspnet.response import Response, envelope, invalid_input
from aiurdesk.sandbox.aspnet.routing import Handler, Request


@dataclass(frozen=True, slots=True)
class _Row:
    """One endpoint and its fixed envelope."""

    name: str
    """Id of the endpoint without the service's."""
    code: int
    message: str
    status: int = 200

    async def handle(self, request: Request) -> Response:
        """Return the fixed envelope."""
        return envelope(self.code, self.message, status=self.status)


_ROWS = (
    _Row("codes.success", 0, "All went well."),
    _Row("codes.wrongkey", -1, "The key that you passed is not the right one."),
    _Row("codes.pending", -2, "The same operation was started a moment ago and is not done yet."),
    _Row("codes.requireattention", -3, "It is done, but your disk will be full in three days."),
    _Row("codes.notfound", -4, "There is no channel with the id 404."),
    _Row("codes.unknownerror", -5, "The server failed at this request.", status=500),
    _Row("codes.hasdonealready", -6, "It was done before; nothing was changed."),
    _Row("codes.notenoughresources", -7, "The name is taken, or there is no room left for it."),
    _Row("codes.unauthorized", -8, "Your access token does not allow this."),
    _Row("codes.timeout", -11, "It took too long on the server."),
    _Row("codes.mismatch", -4, "This one says with HTTP 404 what the table says with 200.", 404),
    _Row("unexpected.minusnine", -9, "No table of 2020 knows this code."),
    _Row("unexpected.seven", 7, "This code is above all that the tables know."),
    _Row("unexpected.minusninehundredninetynine", -999, "This code is below all that is known."),
)


async def _invalid_input(request: Request) -> Response:
    return invalid_input(
        [
            "The Name field is required.",
            f"The value '{request.values.text('ChannelId')}' is not valid for ChannelId.",
            f"The value '{request.values.text('Volume')}' is not valid.",
        ]
    )


async def _any_code(request: Request) -> Response:
    message = request.values.text("message") or "You asked for this code."
    return envelope(request.values.number("code"), message)


def actions() -> dict[str, Handler]:
    """Return the actions of this group."""
    fixed = {row.name: row.handle for row in _ROWS}
    return {**fixed, "codes.invalidinput": _invalid_input, "unexpected.anycode": _any_code}
