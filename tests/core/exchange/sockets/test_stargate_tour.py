import pytest

from aiurdesk.core.exchange.sockets.stargate_tour import (
    TOUR_SERVICES,
    TourChannel,
    TourStep,
    tour_channel,
    tour_request,
)
from aiurdesk.core.preparing.form_rules import check
from aiurdesk.services.library import Library

CATALOGUE = Library().catalogue


@pytest.mark.parametrize("service", sorted(TOUR_SERVICES))
@pytest.mark.parametrize("step", TourStep)
def test_each_step_is_a_request_that_can_be_sent(service, step):
    endpoint = CATALOGUE.endpoint(f"{service}.{step.endpoint_name}")
    assert endpoint is not None
    request = tour_request(step, endpoint, TourChannel("7", "key"))
    missing = {error.field.parameter for error in check(endpoint, request.values)}
    assert missing <= {"AccessToken"}
    assert step.words
    if step is not TourStep.CREATE:
        assert "7" in dict(request.values).values()


def test_the_channel_is_read_from_the_response():
    assert tour_channel(b'{"channelId": 7, "connectKey": "abc"}') == TourChannel("7", "abc")
    assert tour_channel(b'{"channelId": 7}') is None
    assert tour_channel(b"[") is None
    assert tour_channel(b"[]") is None
