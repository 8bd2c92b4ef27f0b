from aiurdesk.core.request.request import Request
from aiurdesk.ui.request.text_import import import_text
from aiurdesk.ui.window.messages import Message


def test_a_text_fills_the_request_in_front_or_a_new_one():
    opened: list[Request] = []
    filled: list[Request] = []
    told: list[Message] = []

    def fill_in(request: Request) -> bool:
        filled.append(request)
        return len(filled) == 1

    def take(text: str) -> bool:
        return import_text(text, fill_in, opened.append, told.append)

    assert not take("https://host.invalid/")
    assert (opened, filled, told) == ([], [], [])
    assert take("curl https://host.invalid/1")
    assert [request.endpoint.path for request in filled] == ["https://host.invalid/1"]
    assert (opened, told) == ([], [])
    assert take("curl -k https://host.invalid/2")
    assert take("curl https://host.invalid/3")
    assert [request.endpoint.path for request in opened] == [
        "https://host.invalid/2",
        "https://host.invalid/3",
    ]
    assert told[0].text.startswith("Not everything was taken over:\n--insecure")
    assert take("curl 'https://host.invalid/4")
    assert told[1].severity == "input"
