"""Speaks the Model Context Protocol over standard input and output.

Source: https://modelcontextprotocol.io/specification, versions 2025-06-18 to 2026-07-28.
"""

import asyncio
import hashlib
import logging
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Self, TypeAlias, TypeVar

import anyio
import mcp_types
import msgspec
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from aiurdesk import __version__
from aiurdesk.cli.agents import arguments, calls, finding, looking, mocking, results
from aiurdesk.cli.agents.protocol_streams import InputStream, OutputStream
from aiurdesk.cli.agents.questions import Ask
from aiurdesk.cli.agents.workspace import Workspace
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.errors import ProblemError, mistake_words
from aiurdesk.core.translation import tr, truncate

_log = logging.getLogger(__name__)
_Context: TypeAlias = ServerRequestContext[Any, Any]
_Answer = TypeVar("_Answer")
_AT_ONCE = 4
"""Calls that are carried out at the same time; others wait."""
_MOST_WAITING = 32
_ANSWER_S = 600.0
_MOST_CALL_S = 900.0
_MOST_QUESTIONS = 100
_LONGEST_ERROR = 2_000
_INSTRUCTIONS = (
    "aiurdesk sends requests to web services and says what their responses mean. Judge by "
    "`verdict`, not by the HTTP status: many services report errors with HTTP 200. `fixes` says "
    "what to do. Secrets are always dots: name a credential instead. What may change something is "
    "sent only after the person agreed."
)


class Tool(msgspec.Struct, frozen=True):
    """One of the tools that a client is offered."""

    name: str
    title: str
    description: str
    takes: type[arguments.Arguments]
    returns: type[results.Result]
    reads_only: bool
    call: Callable[[Any, Workspace, Ask], Awaitable[results.Result]]
    """Takes arguments, workspace, and whom to ask."""
    is_open_world: bool = False

    @property
    def described(self) -> mcp_types.Tool:
        """The tool as the protocol describes it."""
        return mcp_types.Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema={"properties": {}, **results.schema_of(self.takes)},
            output_schema=results.schema_of(self.returns),
            annotations=mcp_types.ToolAnnotations(
                title=self.title,
                read_only_hint=self.reads_only,
                destructive_hint=False if self.reads_only else None,
                open_world_hint=self.is_open_world,
            ),
        )


async def _explain(given: arguments.ExplainCode, workspace: Workspace) -> results.Result:
    return await asyncio.to_thread(looking.explain_code, given, workspace)


TOOLS = (
    Tool(
        "find",
        "Find endpoints and requests",
        "Find endpoints, saved requests, services, environments and credentials by words.",
        arguments.Find,
        results.FindResult,
        True,
        lambda given, workspace, _ask: finding.find(given, workspace),
    ),
    Tool(
        "describe",
        "Describe one of them",
        "Say everything about one endpoint, saved request, service, environment or credential: "
        "parameters, result codes, variables, tests and cases. Secrets are dots.",
        arguments.Describe,
        results.DescribeResult,
        True,
        lambda given, workspace, _ask: finding.describe(given, workspace),
    ),
    Tool(
        "send",
        "Send a request",
        "Send one request and say what the response means: verdict, code, fixes, and a part of "
        "the body. What may change something, and anything in a careful environment, is sent only "
        "after the person agreed.",
        arguments.Send,
        results.SendResult,
        False,
        calls.send,
        True,
    ),
    Tool(
        "run",
        "Run saved requests",
        "Run the saved requests of a folder with their tests and cases, one after another.",
        arguments.RunRequests,
        results.RunResult,
        False,
        calls.run,
        True,
    ),
    Tool(
        "history",
        "Read the history",
        "List what was sent before, or read more of one response without sending it again.",
        arguments.History,
        results.HistoryResult,
        True,
        lambda given, workspace, _ask: looking.history(given, workspace),
    ),
    Tool(
        "explain_code",
        "Explain a result code",
        "Say what a result code means and what to do about it.",
        arguments.ExplainCode,
        results.ExplainResult,
        True,
        lambda given, workspace, _ask: _explain(given, workspace),
    ),
    Tool(
        "mock",
        "Mock a service",
        "Answer as a service does, on this computer, until this session ends. Send to it with the "
        "environment that the result names.",
        arguments.Mock,
        results.MockResult,
        False,
        lambda given, workspace, _ask: mocking.mock(given, workspace),
    ),
)


class _AnswerNeeded(Exception):
    """A question that the client answers by calling the tool again."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key, self.sentence = key, sentence


class AgentServer:
    """Serves one client, until its input ends or it is cancelled."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._tools = {tool.name: tool for tool in TOOLS}
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0
        # Token of a call that waits for an answer → what it is, and the answers that came.
        self._open: OrderedDict[str, tuple[str, dict[str, bool]]] = OrderedDict()

    async def serve(self, given: InputStream, output: OutputStream) -> None:
        """Answer until the input ends."""
        server: Server[Any] = Server(
            "aiurdesk",
            version=__version__,
            title="aiurdesk",
            instructions=_INSTRUCTIONS,
            on_list_tools=self._list,
            on_call_tool=self._call,
        )
        # No tracing: nothing goes to the network by itself.
        server.middleware.clear()
        options = server.create_initialization_options()
        # Both have all that the SDK uses of files.
        async with stdio_server(given, output) as (messages, answers):  # type: ignore[arg-type]
            await server.run(messages, answers, options)

    async def _list(
        self, _context: _Context, _given: mcp_types.PaginatedRequestParams | None
    ) -> mcp_types.ListToolsResult:
        return mcp_types.ListToolsResult(tools=[tool.described for tool in TOOLS])

    async def _call(
        self, context: _Context, given: mcp_types.CallToolRequestParams
    ) -> mcp_types.CallToolResult | mcp_types.InputRequiredResult:
        tool = self._tools.get(given.name)
        if tool is None:
            text = tr("There is no tool {name}. There are: {names}.")
            names = ", ".join(self._tools)
            return _failed(text.format(name=given.name[:100], names=names))
        if self._waiting >= _MOST_WAITING:
            return _failed(tr("Too many calls are waiting. Wait for their results first."))
        self._waiting += 1
        try:
            async with _Place(self._room) as place:
                return await self._carried_out(tool, context, given, place)
        finally:
            self._waiting -= 1

    async def _carried_out(
        self,
        tool: Tool,
        context: _Context,
        given: mcp_types.CallToolRequestParams,
        place: "_Place",
    ) -> mcp_types.CallToolResult | mcp_types.InputRequiredResult:
        answers = self._answers(given)
        try:
            taken = msgspec.convert(given.arguments or {}, tool.takes)
            call = tool.call(taken, self._workspace, _ask_by(context, answers, place))
            async with asyncio.timeout(_MOST_CALL_S):
                result = await _cancelled_once(_awaited(call))
            members, text = await asyncio.to_thread(results.capped, result)
        except _AnswerNeeded as needed:
            return self._question(needed, given, answers)
        except msgspec.ValidationError as error:
            text = tr("The arguments of {tool} are wrong: {mistake}.")
            return _failed(text.format(tool=tool.name, mistake=error))
        except ProblemError as error:
            return _failed(_with_fixes(error))
        except TimeoutError:
            return _failed(tr("The call took too long and was ended."))
        except Exception as error:  # noqa: BLE001 - it is told, and costs no other call
            # With its traceback only in the log of the profile, which has no secrets.
            _log.debug("a tool of an agent failed", exc_info=error)
            text = tr("This is an error in aiurdesk itself: {error}.")
            return _failed(text.format(error=mistake_words(error)))
        return mcp_types.CallToolResult(
            content=[mcp_types.TextContent(type="text", text=text)], structured_content=members
        )

    def _answers(self, given: mcp_types.CallToolRequestParams) -> dict[str, bool]:
        """Return the answers to the questions of this very call."""
        what, answers = self._open.pop(given.request_state or "", ("", {}))
        if what != _digest(given):
            return {}
        for key, answer in (given.input_responses or {}).items():
            if key not in answers:
                answers[key] = getattr(answer, "action", "") == "accept"
        return answers

    def _question(
        self,
        needed: _AnswerNeeded,
        given: mcp_types.CallToolRequestParams,
        answers: dict[str, bool],
    ) -> mcp_types.InputRequiredResult:
        token = secrets.token_urlsafe(16)
        self._open[token] = _digest(given), answers
        while len(self._open) > _MOST_QUESTIONS:
            self._open.popitem(last=False)
        return mcp_types.InputRequiredResult(
            input_requests={needed.key: _elicitation(needed.sentence)}, request_state=token
        )


def _digest(given: mcp_types.CallToolRequestParams) -> str:
    """Return what tells one call from another: an answer is for one of them only."""
    text = msgspec.json.encode([given.name, given.arguments], order="deterministic")
    return hashlib.sha256(text).hexdigest()


def _elicitation(sentence: str) -> mcp_types.ElicitRequest:
    return mcp_types.ElicitRequest(
        params=mcp_types.ElicitRequestFormParams(
            message=sentence, requested_schema={"type": "object", "properties": {}}
        )
    )


class _Place:
    """One of the places for calls that are carried out, which a call gives up while it asks."""

    def __init__(self, room: asyncio.Semaphore) -> None:
        self._room = room
        self._is_taken = False

    async def __aenter__(self) -> Self:
        await self._take()
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self._is_taken:
            self._room.release()

    async def given_up_for(self, answer: Awaitable[_Answer]) -> _Answer:
        """Wait for an answer; a person who thinks it over keeps no other call waiting."""
        self._is_taken = False
        self._room.release()
        result = await answer
        await self._take()
        return result

    async def _take(self) -> None:
        await self._room.acquire()
        self._is_taken = True


def _ask_by(context: _Context, answers: dict[str, bool], place: _Place) -> Ask:
    """Return what asks the person who sits at the client."""

    async def ask(sentence: str) -> bool:
        capabilities = context.session.client_capabilities
        given = None if capabilities is None else capabilities.elicitation
        # Without a mode, it is the form, as in the first version of the protocol that had it.
        if given is None or (given.form is None and given.url is not None):
            text = tr(
                "Nothing was sent: this has to be confirmed by a person, and the client cannot "
                "ask. {sentence} Send it with 'aiurdesk send', or use a client with elicitation."
            )
            raise ProblemError(text.format(sentence=sentence))
        if context.protocol_version in MODERN_PROTOCOL_VERSIONS:
            key = hashlib.sha256(sentence.encode()).hexdigest()[:16]
            if key not in answers:
                raise _AnswerNeeded(key, sentence)
            return answers[key]
        try:
            answer = await place.given_up_for(
                context.session.send_request(
                    _elicitation(sentence), mcp_types.ElicitResult, _ANSWER_S
                )
            )
        except MCPError as error:
            text = tr("Nothing was sent: the client did not ask the person ({error}).")
            raise ProblemError(text.format(error=truncate(str(error), 200))) from error
        return answer.action == "accept"

    return ask


async def _awaited(call: Awaitable[results.Result]) -> results.Result:
    return await call


async def _cancelled_once(work: Coroutine[Any, Any, results.Result]) -> results.Result:
    """Do the work in a task of its own, which is cancelled once and may then clean up.

    The SDK cancels again and again until a handler has ended, which would cut each step of closing
    a connection short.
    """
    async with asyncio.TaskGroup() as group:
        task = group.create_task(_kept(work))
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            task.cancel()
            with anyio.CancelScope(shield=True):
                await asyncio.wait([task])
            raise
    result = task.result()
    if isinstance(result, BaseException):
        raise result
    return result


async def _kept(work: Coroutine[Any, Any, results.Result]) -> "results.Result | Exception":
    """Return what went wrong instead of raising it, which a group of tasks would wrap."""
    try:
        return await work
    except Exception as error:  # noqa: BLE001 - it is raised again by the caller
        return error


def _with_fixes(error: ProblemError) -> str:
    lines = [str(error), *(f"- {fix.text}" for fix in error.problem.fixes)]
    return "\n".join(lines)


def _failed(text: str) -> mcp_types.CallToolResult:
    cleaned = results.printable_lines(truncate(redact_unknown(text), _LONGEST_ERROR))
    return mcp_types.CallToolResult(
        content=[mcp_types.TextContent(type="text", text=cleaned)], is_error=True
    )
