from typing import Annotated

import msgspec

from aiurdesk.core.request.field import Field, FieldUse, TextKind, fields_of


class _Base(msgspec.Struct, frozen=True, kw_only=True):
    owner: Annotated[str, Field("owner", noun="owner", text=TextKind.NOTES)] = "me"


class _Group(_Base, frozen=True):
    count: Annotated[int | None, Field("count", FieldUse.CHOSEN, most=3)] = None
    note: str = ""


def test_annotated_fields_are_listed_those_of_the_base_first():
    fields = fields_of(_Group)
    assert list(fields) == ["owner", "count"]
    assert [named.type for named in fields.values()] == [str, int | None]
    assert [named.default for named in fields.values()] == ["me", None]
    assert [named.field.use for named in fields.values()] == [FieldUse.WRITTEN, FieldUse.CHOSEN]
    assert fields["count"].field.most == 3
