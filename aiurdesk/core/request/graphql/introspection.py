"""Asks a server of GraphQL for its schema, and reads what it says.

Source: GraphQL specification, October 2021, section 4.2 (schema introspection schema).
"""

from collections.abc import Iterator
from typing import Annotated, Any, TypeAlias

import msgspec

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.graphql.schema import (
    KINDS,
    Schema,
    SchemaField,
    SchemaInput,
    SchemaType,
    SchemaValue,
)
from aiurdesk.core.translation import tr

MOST_ENTRIES = 50_000
"""Fields, arguments and values together; more of them would hold the window up."""
_LONGEST = 1_000
"""Characters of a description or a default value."""
_REFERENCE = "name kind"
for _ in range(9):
    _REFERENCE = f"kind name ofType {{ {_REFERENCE} }}"
_INPUT = f"name description defaultValue type {{ {_REFERENCE} }}"
INTROSPECTION = f"""query IntrospectionQuery {{
  __schema {{
    queryType {{ name }}
    mutationType {{ name }}
    subscriptionType {{ name }}
    types {{
      kind
      name
      description
      fields(includeDeprecated: true) {{
        name
        description
        args {{ {_INPUT} }}
        type {{ {_REFERENCE} }}
        isDeprecated
        deprecationReason
      }}
      inputFields {{ {_INPUT} }}
      interfaces {{ {_REFERENCE} }}
      enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
      possibleTypes {{ {_REFERENCE} }}
    }}
    directives {{ name description locations args {{ {_INPUT} }} }}
  }}
}}
"""


_Name: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[_A-Za-z][_0-9A-Za-z]*\Z")]
"""Source: GraphQL specification, section 2.1.9. A name is put into documents, where ``{{…}}`` would
be a variable of ours."""


class _Named(msgspec.Struct):
    name: _Name


class _Described(_Named, rename="camel"):
    description: str | None = None


class _Deprecable(_Described):
    is_deprecated: bool = False
    deprecation_reason: str | None = None


class _Reference(msgspec.Struct, rename="camel"):
    kind: str
    name: _Name | None = None
    of_type: "_Reference | None" = None


class _Input(_Described, kw_only=True):
    type: _Reference
    default_value: str | None = None


class _Field(_Deprecable, kw_only=True):
    type: _Reference
    args: list[_Input] = []


class _Type(_Described, kw_only=True):
    kind: str
    fields: list[_Field] | None = None
    input_fields: list[_Input] | None = None
    enum_values: list[_Deprecable] | None = None
    possible_types: list[_Reference] | None = None


class _Directive(_Described):
    args: list[_Input] = []


class _Schema(msgspec.Struct, rename="camel"):
    types: list[_Type]
    query_type: _Named | None = None
    mutation_type: _Named | None = None
    subscription_type: _Named | None = None
    directives: list[_Directive] = []


class _Data(msgspec.Struct):
    schema: _Schema = msgspec.field(name="__schema")


class _Response(msgspec.Struct):
    data: _Data


def read_introspection(text: bytes) -> Schema:
    """Return the schema that a server described.

    Args:
        text: Its whole response, or the ``data`` in it.

    Raises:
        ProblemError: It is not a description of a schema, or one of too many types.
    """
    try:
        schema = _read(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ProblemError(
            tr("It is not a schema of GraphQL: {shortened}").format(
                shortened=_shortened(str(error))
            )
        ) from None
    types = {one.name: _type(one) for one in schema.types if not one.name.startswith("__")}
    count = sum(_entries(one) for one in types.values())
    if count > MOST_ENTRIES:
        raise ProblemError(
            tr(
                "The schema has {count:,} fields, arguments and values; {most_entries:,} "
                "is the most."
            ).format(count=count, most_entries=MOST_ENTRIES)
        )
    roots = {kind: getattr(schema, f"{kind}_type") for kind in KINDS}
    return Schema(
        {kind: named.name for kind, named in roots.items() if named is not None},
        types,
        tuple(
            SchemaField(one.name, "", _shortened(one.description), _inputs(one.args))
            for one in schema.directives
        ),
    )


def introspection_data(text: bytes) -> dict[str, Any]:
    """Return the object in a description that has ``__schema``, which was read before."""
    value: dict[str, Any] = msgspec.json.decode(text)
    return value if "__schema" in value else value["data"]


def _read(text: bytes) -> _Schema:
    try:
        return msgspec.json.decode(text, type=_Response).data.schema
    except msgspec.ValidationError:
        return msgspec.json.decode(text, type=_Data).schema


def _type(one: _Type) -> SchemaType:
    kind = {"INPUT_OBJECT": "input"}.get(one.kind, one.kind.lower())
    return SchemaType(
        one.name,
        kind,
        _shortened(one.description),
        tuple(
            SchemaField(
                field.name,
                _written(field.type),
                _shortened(field.description),
                _inputs(field.args),
                _deprecation(field),
            )
            for field in one.fields or ()
        ),
        tuple(
            SchemaValue(value.name, _shortened(value.description), _deprecation(value))
            for value in one.enum_values or ()
        ),
        _inputs(one.input_fields or []),
        tuple(filter(None, (possible.name for possible in one.possible_types or ()))),
    )


def _inputs(entries: list[_Input]) -> tuple[SchemaInput, ...]:
    return tuple(
        SchemaInput(
            one.name,
            _written(one.type),
            _shortened(one.description),
            _shortened(one.default_value),
        )
        for one in entries
    )


def _deprecation(one: _Deprecable) -> str:
    reason = _shortened(one.deprecation_reason) or tr("not to be used any more")
    return reason if one.is_deprecated else ""


def _written(reference: _Reference) -> str:
    before, after = "", ""
    inner: _Reference | None = reference
    while inner is not None and inner.of_type is not None:
        if inner.kind == "LIST":
            before, after = f"{before}[", f"]{after}"
        elif inner.kind == "NON_NULL":
            after = f"!{after}"
        inner = inner.of_type
    return f"{before}{inner.name if inner else ''}{after}"


def _entries(one: SchemaType) -> int:
    of_fields: Iterator[int] = (1 + len(field.arguments) for field in one.fields)
    return sum(of_fields) + len(one.values) + len(one.inputs) + len(one.possible)


def _shortened(text: str | None) -> str:
    return "" if text is None else text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
