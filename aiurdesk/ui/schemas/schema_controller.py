"""Has documents checked while they are edited, and fetches the schemas of their servers."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QObject, Signal

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.body_shape import ROOT
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.translation import tr
from aiurdesk.services.graphql.schemas import GraphqlSchemas, KnownSchema, introspection_request
from aiurdesk.services.sending.asking import Asking
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.services import Services
from aiurdesk.ui.environments.environment_choice import EnvironmentChoice
from aiurdesk.ui.form.body_panel import BodyPanel
from aiurdesk.ui.form.form_panel import FormPanel
from aiurdesk.ui.form.graphql_panel import GraphqlPanel
from aiurdesk.ui.request.workbench import Workbench
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.messages import Message, problem_message

_MOST_KEPT = 8
"""Schemas in memory; a large one takes 10 MB, and each is in a file as well."""
_GetSchema = Callable[[str], Awaitable[KnownSchema]]
"""Gets the schema for an address."""
_NO_ADDRESS = tr("The address of the request is not complete. Complete it, then try again.")


class SchemaController(QObject):
    """Serves the panels of open requests; each is named by the key of its tab."""

    told = Signal(Message)
    """Emitted when a schema could not be had."""

    def __init__(
        self,
        services: Services,
        scope: TaskScope,
        environments: EnvironmentChoice,
        workbench: Workbench,
        asking: Asking,
    ) -> None:
        super().__init__()
        self._pipeline = services.pipeline
        self._schemas = GraphqlSchemas(services)
        self._scope = scope
        self._environments = environments
        self._workbench = workbench
        self._asking = asking
        self._by_address: dict[str, KnownSchema | None] = {}
        """None where it was looked for."""
        self._waiting: set[int] = set()
        """The keys of documents that have changed since their check began."""

    def check(self, key: int, panel: GraphqlPanel) -> None:
        """Show what is wrong with a document."""
        task = tr("check document") + f" {key}"
        # Not cancelled, which would end the process that has read the schema.
        if self._scope.is_busy(task):
            self._waiting.add(key)
            return
        self._scope.start(task, self._check, key, panel)
        self._scope.cancel_with(panel, task)

    def serve_form(self, key: int, panel: FormPanel) -> None:
        """Give a form the schemas of its values."""
        task = tr("read schema") + f" {key}"
        self._scope.start(task, self._serve_form, panel)
        self._scope.cancel_with(panel, task)

    async def _serve_form(self, panel: FormPanel) -> None:
        endpoint = panel.endpoint
        for schema in sorted(panel.schema_keys()):
            schemas = await self._pipeline.judge.contract.body_schemas(endpoint, schema)
            panel.show_schemas(endpoint, schema, schemas)

    def serve_body(self, key: int, panel: BodyPanel) -> None:
        """Give the JSON body of a saved request the schema that lies beside its file."""
        opened = self._workbench.opened(key)
        if opened is not None and opened.copy is not None:
            task = tr("read schema") + f" {key} body"
            self._scope.start(task, self._serve_body, panel, opened.copy.path)
            self._scope.cancel_with(panel, task)

    async def _serve_body(self, panel: BodyPanel, path: str) -> None:
        if schemas := await self._pipeline.judge.contract.schemas_beside(path):
            panel.show_schemas(schemas, ROOT)

    def fetch(self, key: int, panel: GraphqlPanel) -> None:
        """Ask the server of a request for its schema."""

        async def fetched(_address: str) -> KnownSchema:
            # The sandbox has addresses once it runs.
            await self._environments.ready()
            limits = self._workbench.sending.limits
            return await self._schemas.fetch(self._plan(key), limits, self._asking)

        self._start(key, panel, fetched)

    def take_file(self, key: int, panel: GraphqlPanel, path: str) -> None:
        """Take the schema from a file, for the address of a request."""
        self._start(key, panel, lambda address: self._schemas.take_file(path, address))

    def _start(self, key: int, panel: GraphqlPanel, get: _GetSchema) -> None:
        task = tr("get schema") + f" {key}"
        self._scope.start(task, self._get, key, panel, get)
        self._scope.cancel_with(panel, task)

    async def _get(self, key: int, panel: GraphqlPanel, get: _GetSchema) -> None:
        address = self._address(key)
        if not address:
            self.told.emit(Message(_NO_ADDRESS))
            return
        panel.show_fetching(True)
        try:
            schema = await get(address)
        except ProblemError as error:
            self.told.emit(problem_message(error.problem, "server"))
            return
        finally:
            panel.show_fetching(False)
        self._keep(address, schema)
        self.check(key, panel)

    async def _check(self, key: int, panel: GraphqlPanel) -> None:
        self._waiting.add(key)
        while key in self._waiting:
            self._waiting.discard(key)
            address, body = self._address(key), panel.body
            await self._show_schema(panel, address)
            mistakes = await self._schemas.document_problems(body, address)
            # What was edited meanwhile is checked in a moment.
            if panel.body == body:
                panel.show_mistakes(mistakes)

    async def _show_schema(self, panel: GraphqlPanel, address: str) -> None:
        if address and address not in self._by_address:
            self._keep(address, await self._schemas.kept(address))
        schema = self._by_address.get(address)
        if schema is not panel.schema:
            panel.show_schema(schema)

    def _keep(self, address: str, schema: KnownSchema | None) -> None:
        self._by_address.pop(address, None)
        self._by_address[address] = schema
        if len(self._by_address) > _MOST_KEPT:
            del self._by_address[next(iter(self._by_address))]

    def _plan(self, key: int) -> PlannedRequest:
        request = introspection_request(self._workbench.plan(key).request)
        return self._workbench.sending.plan(request)

    def _address(self, key: int) -> str:
        """Return where the request of a document goes; empty while that is not known."""
        prepared = self._pipeline.preview(self._plan(key))
        return prepared.url if isinstance(prepared, PreparedRequest) else ""
