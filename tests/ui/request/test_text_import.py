from aiurdesk.core.request.request import Request
from aiurdesk.ui.request.text_import import TextImport
from aiurdesk.ui.window.messages import Message


def test_a_text_fills_the_request_in_front_or_a_new_one():
    opened: list[Request] = []
    filled: list[Request] = []
    told: list[Message] = []

    def fill_in(request: Request) -> bool:
        filled.append(request)
        return len(filled) == 1

    taking = TextImport(opened.append, told.append)
    assert not taking.take("https://host.invalid/", fill_in)
    assert (opened, filled, told) == ([], [], [])
    assert taking.take("curl https://host.invalid/1", fill_in)
    assert [request.endpoint.path for request in filled] == ["https://host.invalid/1"]
    assert (opened, told) == ([], [])
    assert taking.take("curl -k https://host.invalid/2", fill_in)
    assert taking.take("curl https://host.invalid/3")
    assert [request.endpoint.path for request in opened] == [
        "https://host.invalid/2",
        "https://host.invalid/3",
    ]
    assert told[0].text.startswith("Not everything was taken over:\n--insecure")
    assert taking.take("curl 'https://host.invalid/4", fill_in)
    assert told[1].severity == "input"
