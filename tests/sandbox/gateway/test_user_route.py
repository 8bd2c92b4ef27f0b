"""Rows of the calls under ``User``."""

from aiurdesk.sandbox.aspnet.answer import Answer
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.gateway.user_route import user_change, user_view


async def handle(_call):
    return Answer()


def test_own_fields_come_before_those_of_the_caller_as_doc_lists_them():
    route = user_change("Rename", handle, Field("Name"))
    assert [field.name for field in route.fields] == ["Name", "AccessToken", "OpenId"]
    assert (route.path, route.methods, route.sample) == ("User/Rename", ("POST",), None)


def test_a_view_takes_any_method_and_has_a_sample():
    route = user_view("Show", handle, sample={"value": True})
    assert (route.methods, route.sample, route.is_limited) == ((), {"value": True}, False)
