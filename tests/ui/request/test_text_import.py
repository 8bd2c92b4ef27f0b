from aiurdesk.ui.request.text_import import TextImport
from tests.ui.opened_window import opened_window


async def test_a_text_of_no_known_format_does_nothing(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        bench, told = opened.controller.workbench, []
        taking = TextImport(bench, told.append)
        assert not taking.take("https://host.invalid/", None)
        assert (bench.open_requests, told) == ((), [])
        assert taking.take("curl -k https://host.invalid/", None)
        assert opened.current.request.endpoint.path == "https://host.invalid/"
        assert told[0].text.startswith("Not everything was taken over:\n--insecure")
