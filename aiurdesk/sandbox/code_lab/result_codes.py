"""An envelope for each result code of 2020, and for some codes outside of the table."""

from collections.abc import Iterator
from dataclasses import dataclass

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.response import Response, envelope, invalid_input
from aiurdesk.sandbox.aspnet.routing import Request, Route


@dataclass(frozen=True, slots=True)
class _Row:
    """One endpoint and its fixed envelope."""

    path: str
    code: int
    message: str
    status: int = 200

    async def handle(self, request: Request) -> Response:
        """Return the fixed envelope."""
        return envelope(self.code, self.message, status=self.status)


_ROWS = (
    _Row("Codes/Success", 0, "All went well."),
    _Row("Codes/WrongKey", -1, "The key that you passed is not the right one."),
    _Row("Codes/Pending", -2, "The same operation was started a moment ago and is not done yet."),
    _Row("Codes/RequireAttention", -3, "It is done, but your disk will be full in three days."),
    _Row("Codes/NotFound", -4, "There is no channel with the id 404."),
    _Row("Codes/UnknownError", -5, "The server failed at this request.", status=500),
    _Row("Codes/HasDoneAlready", -6, "It was done before; nothing was changed."),
    _Row("Codes/NotEnoughResources", -7, "The name is taken, or there is no room left for it."),
    _Row("Codes/Unauthorized", -8, "Your access token does not allow this."),
    _Row("Codes/Timeout", -11, "It took too long on the server."),
    _Row("Codes/Mismatch", -4, "This one says with HTTP 404 what the table says with 200.", 404),
    _Row("Unexpected/MinusNine", -9, "No table of 2020 knows this code."),
    _Row("Unexpected/Seven", 7, "This code is above all that the tables know."),
    _Row("Unexpected/MinusNineHundredNinetyNine", -999, "This code is below all that is known."),
)

_INPUT_PARAMETERS = (Parameter("ChannelId"), Parameter("Name"), Parameter("Volume"))


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


def routes() -> Iterator[Route]:
    """Yield the routes of this group."""
    for row in _ROWS:
        yield Route(row.path, row.handle)
    yield Route("Codes/InvalidInput", _invalid_input, _INPUT_PARAMETERS)
    code = Parameter("code", ParameterKind.INTEGER)
    yield Route("Unexpected/AnyCode", _any_code, (code, Parameter("message")))
