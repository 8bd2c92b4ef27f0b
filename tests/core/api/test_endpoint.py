from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind


def test_a_parameter_is_found_without_regard_to_case():
    channel = Parameter("ChannelId", ParameterKind.INTEGER, Location.FORM)
    endpoint = Endpoint("a.b.c", "a", "b", "c", "POST", "/", parameters=(channel,))
    assert endpoint.parameter("channelid") is channel
    assert endpoint.parameter("Channel") is None
