"""The calls with which an app keeps its short links."""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.answer import Answer, Refusal, envelope
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.check import domain_name, guid, max_length, min_length, url
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.state import State
from aiurdesk.sandbox.wrapgate.records import Record, Records, RecordType

_TOKEN = Field("AccessToken", required=True)
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


def _type_field(name: str) -> Field:
    return Field(name, ParameterKind.CHOICE, choices=_TYPES)


class RecordsController:
    """Creates, lists, changes and deletes records."""

    def __init__(self, state: State, records: Records) -> None:
        self._state = state
        self._records = records

    def routes(self) -> tuple[Route, ...]:
        """Return the rows of this controller."""
        enabled = Field("Enabled", ParameterKind.BOOLEAN)
        new_name = Field("NewRecordName", required=True, checks=_NAME_CHECKS)
        post = ("POST",)
        return (
            Route(
                "Records/CreateNewRecord",
                self.create,
                (
                    _TOKEN,
                    new_name,
                    _type_field("Type"),
                    Field("TargetUrl", required=True, checks=_URL_CHECKS),
                    enabled,
                ),
                post,
                is_limited=True,
            ),
            Route(
                "Records/ViewMyRecords",
                self.view_mine,
                (_TOKEN,),
                is_limited=True,
                sample={"appId": TEXT, "records": [_SAMPLE_RECORD]},
            ),
            Route(
                "Records/UpdateRecordInfo",
                self.update,
                (
                    _TOKEN,
                    Field("OldRecordName", required=True, checks=(domain_name,)),
                    new_name,
                    _type_field("NewType"),
                    Field("NewUrl", required=True, checks=_URL_CHECKS),
                    enabled,
                ),
                post,
                is_limited=True,
            ),
            Route(
                "Records/DeleteRecord",
                self.delete,
                (_TOKEN, Field("RecordName", required=True, checks=(domain_name,))),
                post,
                is_limited=True,
            ),
            Route(
                "Records/DeleteApp",
                self.delete_app,
                (_TOKEN, Field("AppId", required=True, checks=(guid,))),
                post,
                is_limited=True,
            ),
        )

    async def create(self, call: Call) -> Answer:
        """Keep a new short link under a name that is free."""
        app_id = self._app_id(call)
        name = call.values.text("NewRecordName").lower()
        self._ensure_free(name)
        record = Record(
            id=0,
            app_id=app_id,
            name=name,
            target_url=call.values.text("TargetUrl"),
            type=RecordType(call.values.number("Type")),
            created_at=self._state.clock(),
            enabled=call.values.flag("Enabled"),
        )
        self._records.add(record)
        return envelope(0, f"The short link '{name}' is there.")

    async def view_mine(self, call: Call) -> Answer:
        """List the app's short links."""
        app_id = self._app_id(call)
        records = [_shown(record) for record in self._records.of_app(app_id)]
        return envelope(0, "These are your short links.", {"appId": app_id, "records": records})

    async def update(self, call: Call) -> Answer:
        """Change everything about a short link."""
        record = self._own(call, "OldRecordName")
        name = call.values.text("NewRecordName").lower()
        if name != record.name:
            self._ensure_free(name)
            self._records.rename(record, name)
        record.type = RecordType(call.values.number("NewType"))
        record.target_url = call.values.text("NewUrl")
        record.enabled = call.values.flag("Enabled")
        return envelope(0, f"The short link '{name}' is changed.")

    async def delete(self, call: Call) -> Answer:
        """Forget a short link."""
        record = self._own(call, "RecordName")
        del self._records.by_name[record.name]
        return envelope(0, f"The short link '{record.name}' is gone.")

    async def delete_app(self, call: Call) -> Answer:
        """Forget the app and its short links; success is −6, as on the real server."""
        app_id = self._app_id(call)
        if call.values.text("AppId") != app_id:
            raise Refusal(-8, "This access token belongs to another app.")
        self._records.remove_app(app_id)
        return envelope(-6, "Wrapgate knows nothing of this app.")

    def _app_id(self, call: Call) -> str:
        return self._state.tokens.app_id(call.values.text("AccessToken"))

    def _own(self, call: Call, field: str) -> Record:
        app_id = self._app_id(call)
        name = call.values.text(field)
        record = self._records.by_name.get(name.lower())
        if record is None:
            raise Refusal(-4, f"There is no short link named '{name}'.")
        if record.app_id != app_id:
            raise Refusal(-8, f"The short link '{name}' belongs to another app.")
        return record

    def _ensure_free(self, name: str) -> None:
        if name in self._records.by_name:
            raise Refusal(-7, f"The name '{name}' is taken. Please choose another one.")


def _shown(record: Record) -> dict[str, object]:
    return {
        "id": record.id,
        "appId": record.app_id,
        "recordUniqueName": record.name,
        "targetUrl": record.target_url,
        "type": int(record.type),
        "creationTime": record.created_at,
        "enabled": record.enabled,
    }
