"""Dialects that another program writes, changes and deletes while the window is open."""

import pytest

from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.dialects.host_choices import HostChoices
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.ui.dialects.dialect_watch import DialectWatch
from tests.coroutines import until
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.ui.collections.steps import open_collection, open_request
from tests.ui.opened_window import opened_window

PARCELS = """
format = 1
name = "parcels"

[match]
hosts = ["127.0.0.1"]

[read]
ok = "state == 'fine'"
code = "reason"

[[code]]
is = "LOST"
headline = "The parcel was lost"
severity = "{severity}"
"""


class Handler(QuietHandler):
    """Answers with 200, and says in the body that it failed."""

    def do_GET(self) -> None:
        """Say that a parcel was lost."""
        self.respond(b'{"state": "bad", "reason": "LOST"}', Content_Type="application/json")


@pytest.fixture
def base():
    with http_serving(Handler) as address:
        yield address


def write(folder, severity="input"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "parcels.toml").write_text(PARCELS.format(severity=severity))


async def sent_to(opened, address):
    """Send a request in a tab, and return a function that returns how bad its response is."""
    opened.controller.opener.open_custom_url()
    opened.page.row.address.setText(address)
    opened.page.row.address.textEdited.emit(address)
    return await sent(opened)


async def sent(opened):
    opened.send()
    await opened.answer()
    await opened.services.history.aclose()
    key = opened.current.key
    return lambda: opened.exchange(key).verdict.severity


def look(opened):
    """Look at once: systems without notices are looked at every few seconds only."""
    watch = opened.controller.findChild(DialectWatch)
    assert watch is not None
    watch.look()


async def noticed(opened, is_so):
    """Wait until a change was noticed and everything is judged again."""
    look(opened)
    await until(is_so)
    await opened.scope.idle()


async def in_history(opened, text):
    history = opened.services.history
    return len(await history.page(history.filter_of(text)[0]))


async def test_a_file_in_the_settings_folder_counts_from_when_it_is_there_until_it_is_gone(
    theme, tmp_path, base
):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        severity = await sent_to(opened, f"{base}/a")
        assert severity() is Severity.SUCCESS
        write(tmp_path / "dialects")
        await noticed(opened, lambda: severity() is Severity.INPUT)
        assert await in_history(opened, "severity:input code:LOST") == 1
        write(tmp_path / "dialects", "credential")
        await noticed(opened, lambda: severity() is Severity.CREDENTIAL)
        assert await in_history(opened, "severity:credential") == 1
        (tmp_path / "dialects" / "parcels.toml").unlink()
        await noticed(opened, lambda: severity() is Severity.SUCCESS)
        assert await in_history(opened, "severity:success") == 1


async def test_the_system_tells_of_a_new_file_without_a_look(theme, tmp_path, base):
    (tmp_path / "dialects").mkdir()
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        severity = await sent_to(opened, f"{base}/a")
        write(tmp_path / "dialects")
        await until(lambda: severity() is Severity.INPUT)


async def test_a_file_in_a_collection_judges_its_requests_only(theme, tmp_path, base):
    folder = tmp_path / "checks"
    folder.mkdir()
    (folder / "collection.toml").write_text('format = 1\nname = "Checks"\n')
    (folder / "A.request.toml").write_text(f'method = "GET"\nurl = "{base}/a"\n')
    async with opened_window(theme, tmp_path / "profile", store=MemorySecrets()) as opened:
        await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        saved = await sent(opened)
        typed = await sent_to(opened, f"{base}/b")
        await opened.scope.idle()
        write(folder / "dialects")
        await noticed(opened, lambda: saved() is Severity.INPUT)
        assert typed() is Severity.SUCCESS
        assert await in_history(opened, "severity:input") == 1
        (folder / "dialects" / "parcels.toml").unlink()
        await noticed(opened, lambda: saved() is Severity.SUCCESS)
        assert await in_history(opened, "severity:input") == 0


async def test_a_choice_of_another_process_counts_at_once(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        severity = await sent_to(opened, f"{base}/a")
        write(tmp_path / "dialects")
        await noticed(opened, lambda: severity() is Severity.INPUT)
        elsewhere = HostChoices(lambda: tmp_path / "dialects.json")
        await elsewhere.choose(base.removeprefix("http://"), "http")
        await noticed(opened, lambda: severity() is Severity.SUCCESS)
        assert await in_history(opened, "severity:input") == 0


async def test_a_change_that_concerns_no_response_judges_none(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        await sent_to(opened, f"{base}/a")
        before = opened.exchange(opened.current.key)
        write(tmp_path / "dialects")
        file = tmp_path / "dialects" / "parcels.toml"
        file.write_text(file.read_text().replace("127.0.0.1", "api.example"))
        look(opened)
        await opened.scope.idle()
        assert "parcels" in opened.services.library.dialects
        assert opened.exchange(opened.current.key) is before
