import pytest

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.services.library import Library
from aiurdesk.ui.request.address_row import AddressRow
from aiurdesk.ui.request.request_address import RequestAddress


@pytest.fixture
def row(qtbot, theme, keys):
    made = AddressRow(theme, keys)
    qtbot.addWidget(made)
    return made


def address_of(row, request):
    address = RequestAddress(row, lambda: request)
    row.show_request(request)
    address.show()
    return address


def of_endpoint(endpoint_id):
    endpoint = Library().catalogue.endpoint(endpoint_id)
    assert endpoint is not None
    return Request(endpoint)


def test_the_scheme_is_put_before_a_finished_address(row, qtbot):
    address = address_of(row, custom_request("localhost/x"))
    edited: list[str] = []
    notes: list[str] = []
    address.edited.connect(edited.append)
    address.scheme_added.connect(notes.append)
    row.address.editingFinished.emit()
    assert edited == [row.address.exact_text] == ["http://localhost/x"]
    assert len(notes) == 1


def test_a_password_in_a_finished_address_is_told(row, qtbot):
    address = address_of(row, custom_request("https://ann:hush@localhost/x"))
    with qtbot.waitSignal(address.password_typed), qtbot.assertNotEmitted(address.edited):
        address.complete()


def test_a_command_instead_of_an_address_is_not_completed(row, qtbot):
    address = address_of(row, custom_request("curl localhost"))
    with (
        qtbot.waitSignal(row.address.command_entered),
        qtbot.assertNotEmitted(address.edited),
    ):
        address.complete()


@pytest.mark.parametrize(
    ("address", "encrypted"),
    [("http://a.example/x", "https://a.example/x"), ("ws://a.example/x", "wss://a.example/x")],
)
def test_an_address_is_encrypted_and_stays_what_it_is(row, qtbot, address, encrypted):
    made = address_of(row, custom_request(address))
    with qtbot.waitSignal(made.edited) as told:
        made.use_https()
    assert told.args == [encrypted]
    assert row.address.exact_text == encrypted


@pytest.mark.parametrize(
    ("endpoint", "scheme"),
    [("stargate.message.pushmessage", "https"), ("stargate.listen.channel", "wss")],
)
def test_the_address_of_an_endpoint_is_the_prepared_one_without_secrets(row, endpoint, scheme):
    request = of_endpoint(endpoint)
    address = address_of(row, request)
    assert row.address.text() == request.endpoint.path
    url = "https://localhost:1/a?token=hush-hush"
    address.show_prepared(PreparedRequest("GET", url, secrets=(Secret("hush-hush"),)), "")
    assert row.address.text().startswith(f"{scheme}://localhost:1/a?token=")
    assert "hush" not in row.address.text()
    address.show_prepared((), "https://localhost:1")
    assert row.address.text() == f"{scheme}://localhost:1{request.endpoint.path}"


def test_a_typed_address_is_not_replaced_by_the_prepared_one(row):
    address = address_of(row, custom_request("https://localhost/{{id}}"))
    address.show_prepared(PreparedRequest("GET", "https://localhost/7"), "")
    assert row.address.text() == "https://localhost/{{id}}"
