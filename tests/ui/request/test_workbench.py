import sys

import pytest
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.core.environments.environment import PRODUCTION_2020
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.request import Request, TextBody
from aiurdesk.services.sending.asking import NOBODY
from aiurdesk.ui.credentials.choice import CredentialChoice
from aiurdesk.ui.environments.environment_choice import EnvironmentChoice
from aiurdesk.ui.request.sending import Sending
from aiurdesk.ui.request.workbench import OpenRequest, Workbench
from aiurdesk.ui.tasks import TaskScope


class Heard:
    """A workbench in production, where nothing is started by opening, and what it told."""

    def __init__(self, folder):
        services = build_services(folder)
        self.library = services.library
        scope = TaskScope()
        environments = EnvironmentChoice(services.start_sandbox, scope)
        environments.choose(PRODUCTION_2020)
        choice = CredentialChoice(services.accounts, environments)
        sending = Sending(services.street, scope, environments, choice, NOBODY)
        self.bench = Workbench(sending, services.connections)
        self.opened: list[int] = []
        self.closed: list[int] = []
        self.raised: list[int] = []
        self.bench.request_opened.connect(lambda opened: self.opened.append(opened.key))
        self.bench.request_closed.connect(self.closed.append)
        self.bench.request_raised.connect(self.raised.append)

    def endpoint(self, endpoint_id):
        endpoint = self.library.catalogue.endpoint(endpoint_id)
        assert endpoint is not None
        return endpoint


STATUS, PUSH = "gateway.home.index", "stargate.message.pushmessage"


def test_looking_around_leaves_one_tab(qapp, tmp_path):
    heard = Heard(tmp_path)
    heard.bench.open(heard.endpoint(STATUS))
    heard.bench.open(heard.endpoint(PUSH))
    assert (heard.opened, heard.closed) == ([1, 2], [1])
    assert heard.bench.current is heard.bench.open_requests[0]
    assert not heard.bench.has_closed


def test_an_edited_request_keeps_its_tab(qapp, tmp_path):
    heard = Heard(tmp_path)
    bench = heard.bench
    bench.open(heard.endpoint(PUSH))
    request = replace(bench.open_requests[0].request, values=(("ChannelId", "2"),))
    bench.edit(1, request)
    assert bench.open_requests[0].is_edited
    bench.open(heard.endpoint(STATUS))
    bench.open(heard.endpoint(PUSH))
    assert heard.closed == [2]
    assert [opened.key for opened in bench.open_requests] == [1, 3]


def test_what_is_wanted_of_a_request_that_was_closed_meanwhile_is_left(qapp, tmp_path):
    heard = Heard(tmp_path)
    bench = heard.bench
    for name in (STATUS, PUSH):
        bench.open_request(Request(heard.endpoint(name)))
    bench.close(1)
    # Such as by the menu of its tab, which was open before.
    bench.close(1)
    bench.close_others(1)
    bench.duplicate(1)
    assert heard.closed == [1]
    assert [opened.key for opened in bench.open_requests] == [2]


def test_an_endpoint_with_an_untouched_tab_is_raised(qapp, tmp_path):
    heard = Heard(tmp_path)
    bench = heard.bench
    bench.open_request(Request(heard.endpoint(STATUS)))
    bench.open_request(Request(heard.endpoint(PUSH)))
    bench.open(heard.endpoint(STATUS))
    assert heard.raised == [1]
    assert bench.current is not None
    assert bench.current.key == 1


@pytest.mark.parametrize("letter", ["x", "\U0001f600"])
def test_closed_requests_are_kept_as_long_as_they_are_short_together(qapp, tmp_path, letter):
    bench = Heard(tmp_path).bench
    size_bytes = sys.getsizeof(letter * 2_000_000)
    for number in range(20):
        body = TextBody(f"{number} {letter * 2_000_000}", "text/plain")
        request = replace(custom_request("https://host.invalid/"), method="POST", body=body)
        bench.open_request(request, is_edited=True)
        bench.close(bench.open_requests[0].key)
    numbers = []
    while bench.has_closed:
        bench.reopen()
        reopened = bench.open_requests[-1].request.body
        assert isinstance(reopened, TextBody)
        numbers.append(int(reopened.text.partition(" ")[0]))
        bench.close(bench.open_requests[-1].key, is_remembered=False)
    # The newest ones.
    assert numbers == list(range(19, 19 - 32 * 2**20 // size_bytes, -1))


def test_the_longest_request_opens_again_when_it_was_closed_last(qapp, tmp_path):
    bench = Heard(tmp_path).bench
    for text in ("first", "x" * 40_000_000):
        body = TextBody(text, "text/plain")
        request = replace(custom_request("https://host.invalid/"), method="POST", body=body)
        bench.open_request(request, is_edited=True)
        bench.close(bench.open_requests[0].key)
    bench.reopen()
    assert bench.open_requests[0].request.body == body
    assert not bench.has_closed


def test_what_was_closed_last_opens_again_as_it_was(qapp, tmp_path):
    heard = Heard(tmp_path)
    bench = heard.bench
    bench.open_request(Request(heard.endpoint(PUSH)))
    edited = Request(heard.endpoint(PUSH), values=(("ChannelId", "two"),))
    bench.edit(1, edited)
    bench.close(1)
    assert bench.has_closed
    assert bench.current is None
    bench.reopen()
    assert bench.open_requests[0].request == edited
    assert bench.open_requests[0].is_edited
    bench.reopen()
    assert len(bench.open_requests) == 1


def test_a_custom_url_belongs_to_no_service(qapp, tmp_path):
    heard = Heard(tmp_path)
    heard.bench.open_custom_url()
    assert heard.bench.plan(1).service is None
    heard.bench.open_request(Request(heard.endpoint(STATUS)))
    assert heard.bench.plan(2).service is not None


def test_without_a_request_there_is_nothing_to_send_or_cancel(qapp, tmp_path):
    bench = Heard(tmp_path).bench
    bench.send_request(1)
    bench.sending.cancel(1)
    assert bench.current is None
    assert bench.exchange(1) is None


def test_looking_around_replaces_no_tab_of_the_last_start(qapp, tmp_path):
    heard = Heard(tmp_path)
    bench = heard.bench
    bench.restore([OpenRequest(0, Request(heard.endpoint(PUSH)))], 0)
    bench.set_current(bench.open_requests[0].key)
    bench.open(heard.endpoint(STATUS))
    assert [opened.request.endpoint.id for opened in bench.open_requests] == [PUSH, STATUS]


def test_a_request_that_was_opened_again_gives_way_to_another(qapp, tmp_path):
    heard = Heard(tmp_path)
    bench = heard.bench
    opened = bench.open_request(Request(heard.endpoint(STATUS)))
    bench.edit(opened.key, replace(opened.request, credential="my app"))
    bench.close(opened.key)
    bench.reopen()
    assert bench.current is not None
    assert bench.current.is_edited
    assert not bench.current.is_kept


def test_another_request_in_a_tab_is_told_apart_from_an_edit(qapp, tmp_path):
    heard = Heard(tmp_path)
    bench = heard.bench
    replaced: list[Request] = []
    bench.request_replaced.connect(lambda opened: replaced.append(opened.request))
    opened = bench.open_request(Request(heard.endpoint(STATUS)))
    edited = replace(opened.request, credential="my app")
    bench.edit(opened.key, edited)
    assert replaced == []
    bench.replace_request(opened.key, opened.request, None)
    assert replaced == [opened.request]
