"""Routes of the actions under ``User``."""

from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.response import Response
from aiurdesk.sandbox.gateway.user_routes import change_route, view_route


async def handle(_request):
    return Response()


def test_own_parameters_come_before_token_and_open_id():
    route = change_route("Rename", handle, Parameter("Name"))
    assert [field.name for field in route.parameters] == ["Name", "AccessToken", "OpenId"]
    assert (route.path, route.methods, route.sample) == ("User/Rename", ("POST",), None)


def test_a_view_allows_any_method_and_has_a_sample():
    route = view_route("Show", handle, sample={"value": True})
    assert (route.methods, route.sample, route.is_rate_limited) == ((), {"value": True}, False)
