"""What agents give to the tools. The JSON schemas of the tools are made from these."""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

MOST_TEXT = 1_000_000
"""Characters of one text of an agent."""
_MOST_ROWS = 500
_Text = Annotated[str, Meta(max_length=MOST_TEXT)]
_Name = Annotated[str, Meta(max_length=2_000)]
Pairs: TypeAlias = Annotated[dict[_Name, _Text], Meta(max_length=_MOST_ROWS)]
_Offset = Annotated[int, Meta(ge=0, le=2**40)]
_From = Annotated[
    _Offset, Meta(description="Go on from here: the `next_offset` of the result before.")
]
_Folder = Annotated[
    _Name,
    Meta(description="A folder that the server was started with, or one in it."),
]
_Environment = Annotated[
    _Name,
    Meta(
        description="Name of the environment, as `find` lists them: Sandbox, Production, one of "
        "the person, or that of a running mock. Empty: what the collection names, else the "
        "service's own address."
    ),
]
_Path = Annotated[
    _Name,
    Meta(description="JMESPath. Return only what it gives in the body, such as `items[].id`."),
]
FindKind: TypeAlias = Literal["", "endpoint", "request", "service", "environment", "credential"]


class Arguments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a tool takes."""


class Find(Arguments, frozen=True):
    """Arguments of ``find``."""

    query: Annotated[
        _Name, Meta(description="Words that all have to occur; -7 means that result code.")
    ] = ""
    kind: Annotated[FindKind, Meta(description="Only this kind; empty for all.")] = ""
    offset: _From = 0


class Describe(Arguments, frozen=True):
    """Arguments of ``describe``."""

    name: Annotated[
        _Name,
        Meta(description="`name` of a result of `find`; of a saved request its file or its name."),
    ]
    kind: Annotated[
        FindKind, Meta(description="What it is, where several have the name; empty finds out.")
    ] = ""
    offset: _From = 0


class Send(Arguments, frozen=True):
    """Arguments of ``send``."""

    target: Annotated[
        _Name,
        Meta(
            description="Name of an endpoint, an https:// address, or a saved request by its file "
            "or name."
        ),
    ]
    method: Annotated[_Name, Meta(description="Instead of the usual one.")] = ""
    values: Annotated[
        Pairs,
        Meta(
            description="Parameters by name, as text. For an address without a body they become "
            "its query, or the form of a POST. {{name}} is a variable."
        ),
    ] = {}
    headers: Pairs = {}
    body: Annotated[_Text, Meta(description="JSON, or any text with a header Content-Type.")] = ""
    environment: _Environment = ""
    credential: Annotated[
        _Name,
        Meta(
            description="Name of a credential that the person has stored, or `none`. It goes only "
            "to the hosts that it is bound to. Its secret is never shown."
        ),
    ] = ""
    variables: Annotated[Pairs, Meta(description="Set variables for this call.")] = {}
    anyway: Annotated[
        bool, Meta(description="Send values that the endpoint's rules call wrong.")
    ] = False
    path: _Path = ""
    offset: _From = 0


class RunRequests(Arguments, frozen=True):
    """Arguments of ``run``."""

    folder: _Folder
    only: Annotated[_Name, Meta(description="Only requests with this text in their name.")] = ""
    environment: _Environment = ""
    variables: Annotated[Pairs, Meta(description="Set variables for this run.")] = {}
    stop_on_failure: bool = False


class History(Arguments, frozen=True):
    """Arguments of ``history``."""

    filter: Annotated[
        _Name,
        Meta(
            description="Words, or properties such as `endpoint:gateway.*`, `code:-7`, "
            "`severity:input`, `since:today`, `by:agent`."
        ),
    ] = ""
    id: Annotated[
        str | int,
        Meta(
            description="Show one exchange: the id of an entry, or the `result` of a send or run."
        ),
    ] = ""
    path: _Path = ""
    offset: _From = 0


class ExplainCode(Arguments, frozen=True):
    """Arguments of ``explain_code``."""

    code: Annotated[str | int, Meta(description="A result code, or its name.")]
    dialect: Annotated[
        _Name, Meta(description="Name of the dialect, as in a verdict; empty for all that have it.")
    ] = ""
    offset: _From = 0


class Mock(Arguments, frozen=True):
    """Arguments of ``mock``."""

    source: Annotated[
        _Name,
        Meta(
            description="Name of a service, or a folder or description in a folder of the server. "
            "Empty: list the mocks that run."
        ),
    ] = ""
    action: Annotated[
        Literal["start", "stop", "answers", "next"],
        Meta(
            description="start it, stop it, list the answers of its endpoints, or choose what the "
            "next requests of an endpoint get."
        ),
    ] = "start"
    endpoint: Annotated[_Name, Meta(description="For `answers` and `next`.")] = ""
    prefer: Annotated[
        _Name, Meta(description="For `next`, as `answers` lists them, such as `code=404`.")
    ] = ""
    offset: _From = 0
