"""The actions for the short links of an app."""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT
from aiurdesk.sandbox.aspnet.response import ApiError, Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.aspnet.validation import domain_name, guid, max_length, min_length, url
from aiurdesk.sandbox.state import State
from aiurdesk.sandbox.wrapgate.records import Record, Records, RecordType

_TOKEN = Parameter("AccessToken", required=True)
_NAME_CHECKS = (max_length(50), min_length(5), domain_name)
_URL_CHECKS = (max_length(1000), min_length(5), url)
_TYPES = {
    "Redirect": RecordType.REDIRECT,
    "PermanentRedirect": RecordType.PERMANENT_REDIRECT,
    "IFrame": RecordType.I_FRAME,
    "ReverseProxy": RecordType.REVERSE_PROXY,
}
_SAMPLE_RECORD = {
    "id": 0,
    "appId": TEXT,
    "recordUniqueName": TEXT,
    "targetUrl": TEXT,
    "type": 0,
    "creationTime": NOW,
    "enabled": True,
}


def _type_field(name: str) -> Parameter:
    return Parameter(name, ParameterKind.CHOICE, choices=_TYPES)


class RecordsController:
    """Creates, lists, changes and deletes records."""

    def __init__(self, state: State, records: Records) -> None:
        self._state = state
        self._records = records

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of this controller."""
        enabled = Parameter("Enabled", ParameterKind.BOOLEAN)
        new_name = Parameter("NewRecordName", required=True, validators=_NAME_CHECKS)
        post = ("POST",)
        return (
            Route(
                "Records/CreateNewRecord",
                self.create,
                (
                    _TOKEN,
                    new_name,
                    _type_field("Type"),
                    Parameter("TargetUrl", required=True, validators=_URL_CHECKS),
                    enabled,
                ),
                post,
                is_rate_limited=True,
            ),
            Route(
                "Records/ViewMyRecords",
                self.view_mine,
                (_TOKEN,),
                is_rate_limited=True,
                sample={"appId": TEXT, "records": [_SAMPLE_RECORD]},
            ),
            Route(
                "Records/UpdateRecordInfo",
                self.update,
                (
                    _TOKEN,
                    Parameter("OldRecordName", required=True, validators=(domain_name,)),
                    new_name,
                    _type_field("NewType"),
                    Parameter("NewUrl", required=True, validators=_URL_CHECKS),
                    enabled,
                ),
                post,
                is_rate_limited=True,
            ),
            Route(
                "Records/DeleteRecord",
                self.delete,
                (_TOKEN, Parameter("RecordName", required=True, validators=(domain_name,))),
                post,
                is_rate_limited=True,
            ),
            Route(
                "Records/DeleteApp",
                self.delete_app,
                (_TOKEN, Parameter("AppId", required=True, validators=(guid,))),
                post,
                is_rate_limited=True,
            ),
        )

    async def create(self, request: Request) -> Response:
        """Create a short link with a name that is not in use."""
        app_id = self._app_id(request)
        name = request.values.text("NewRecordName").lower()
        self._ensure_free(name)
        record = Record(
            id=0,
            app_id=app_id,
            name=name,
            target_url=request.values.text("TargetUrl"),
            type=RecordType(request.values.number("Type")),
            created_at=self._state.clock(),
            enabled=request.values.boolean("Enabled"),
        )
        self._records.add(record)
        return envelope(0, f"The short link '{name}' is created.")

    async def view_mine(self, request: Request) -> Response:
        """List the app's short links."""
        app_id = self._app_id(request)
        records = [_record_members(record) for record in self._records.of_app(app_id)]
        return envelope(0, "These are your short links.", {"appId": app_id, "records": records})

    async def update(self, request: Request) -> Response:
        """Change name, type, target and state of a short link."""
        record = self._own(request, "OldRecordName")
        name = request.values.text("NewRecordName").lower()
        if name != record.name:
            self._ensure_free(name)
            self._records.rename(record, name)
        record.type = RecordType(request.values.number("NewType"))
        record.target_url = request.values.text("NewUrl")
        record.enabled = request.values.boolean("Enabled")
        return envelope(0, f"The short link '{name}' is changed.")

    async def delete(self, request: Request) -> Response:
        """Delete a short link."""
        record = self._own(request, "RecordName")
        del self._records.by_name[record.name]
        return envelope(0, f"The short link '{record.name}' is deleted.")

    async def delete_app(self, request: Request) -> Response:
        """Delete the app and its short links. A success has code −6, as on the real server."""
        app_id = self._app_id(request)
        if request.values.text("AppId") != app_id:
            raise ApiError(-8, "This access token belongs to another app.")
        self._records.remove_app(app_id)
        return envelope(-6, "Wrapgate knows nothing of this app.")

    def _app_id(self, request: Request) -> str:
        return self._state.tokens.app_id(request.values.text("AccessToken"))

    def _own(self, request: Request, parameter: str) -> Record:
        app_id = self._app_id(request)
        name = request.values.text(parameter)
        record = self._records.by_name.get(name.lower())
        if record is None:
            raise ApiError(-4, f"There is no short link named '{name}'.")
        if record.app_id != app_id:
            raise ApiError(-8, f"The short link '{name}' belongs to another app.")
        return record

    def _ensure_free(self, name: str) -> None:
        if name in self._records.by_name:
            raise ApiError(-7, f"The name '{name}' is taken. Please choose another one.")


def _record_members(record: Record) -> dict[str, object]:
    return {
        "id": record.id,
        "appId": record.app_id,
        "recordUniqueName": record.name,
        "targetUrl": record.target_url,
        "type": int(record.type),
        "creationTime": record.created_at,
        "enabled": record.enabled,
    }
