"""Exported pages in a real browser, opened from a file as a person does it."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiurdesk.core.collection.example_file import write_example
from aiurdesk.core.exchange.example import Example
from aiurdesk.core.exporters.exported import Exported
from aiurdesk.core.request.request import Header, SavedRequest
from aiurdesk.services.exports.exporting import PAGE, export_collection, export_service, save_export
from aiurdesk.services.library import Library
from tests.chromium import Chromium, Page

HOSTILE = (
    "</script><script>document.title='taken'</script>"
    "<img src=http://127.0.0.1:1/x onerror=\"document.title='taken'\">"
)
REQUEST = """method = "POST"
url = "https://lamps.example/lamps/{name}"
notes = '''{notes}'''
dialect = "slack"
json = '{{"name": "{name}"}}'

[[tests]]
status = 200

[[case]]
name = "None"
values = {{ name = "" }}
status = 400
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    chromium = Chromium()
    try:
        chromium.start()
        yield chromium
    finally:
        chromium.stop()


def a_collection(folder: Path, count: int = 3) -> Path:
    """Write folders of requests, with notes and an example that try to be markup."""
    inner = folder / "Rooms" / "Cellar"
    inner.mkdir(parents=True)
    (folder / "collection.toml").write_text(f"notes = '''{HOSTILE}'''\n")
    (inner / "folder.toml").write_text('notes = "Below the ground."\n')
    for number in range(count):
        text = REQUEST.format(name=f"lamp{number}", notes=HOSTILE if number else "The red one.")
        place = folder if number == 0 else inner
        (place / f"Lamp {number}.request.toml").write_text(text)
    example = Example(
        SavedRequest(method="GET", url="https://a/"),
        status=200,
        headers=(Header("Content-Type", "text/html"),),
        body=HOSTILE.encode(),
    )
    kept = folder / "Lamp 0.examples"
    kept.mkdir()
    (kept / "One.toml").write_text(write_example(example))
    return folder


async def opened(page: Page, file: Path, exported: Exported) -> None:
    """Open a page from its file."""
    save_export(file, exported)
    await page.watch()
    await page.open(file.as_uri())


async def shown(page: Page, kind: str = ".entry") -> list[str]:
    """Return the anchors of what can be seen: entries, or lines of the contents."""
    script = f"[...document.querySelectorAll({kind!r})].filter(e => e.checkVisibility())"
    return list(await page.evaluate(f"{script}.map(e => e.id || e.dataset.of)"))


async def test_the_page_of_a_collection_reads_without_a_server(chromium, tmp_path):
    exported = await export_collection(a_collection(tmp_path / "lamps"), PAGE, Library())
    async with chromium.visitor() as page:
        await opened(page, tmp_path / "lamps.html", exported)
        # With what is below the window, which is not drawn yet.
        text = await page.evaluate("document.body.textContent")
        for words in (HOSTILE, "Below the ground.", "HTTP status is 200", "Rooms › Cellar"):
            assert words in text
        assert await page.evaluate("document.title") == "lamps"
        before = await shown(page)
        assert before[:3] == ["s-lamp-0", "s-rooms-cellar-lamp-1", "s-rooms-cellar-lamp-2"]
        assert "s-code-slack-not-authed" in before

        await page.type("Search", "CELLAR lamp1")
        assert await shown(page) == ["s-rooms-cellar-lamp-1"]
        lines = await shown(page, "nav li")
        assert lines == ["s-rooms", "s-rooms-cellar", "s-rooms-cellar-lamp-1"]
        assert "Found: 1." in await page.text()

        await page.type("Search", "nothing is like this")
        assert await shown(page) == []
        assert "Found: 0." in await page.text()
        await page.type("Search", " ")
        assert await shown(page) == before

        await page.click("Lamp 2", loads=False)
        assert (await page.address()).endswith("lamps.html#s-rooms-cellar-lamp-2")
        place = "document.getElementById('s-rooms-cellar-lamp-2').getBoundingClientRect().top"
        assert 0 <= await page.evaluate(place) < 300

        assert await page.complaints() == []
        assert await page.requested() == [(tmp_path / "lamps.html").as_uri()]


async def test_the_codes_of_a_service_lead_to_their_fixes(chromium, tmp_path):
    exported = await asyncio.to_thread(export_service, "stargate", Library())
    assert exported is not None
    async with chromium.visitor() as page:
        await opened(page, tmp_path / "stargate.html", exported)
        await page.type("Search", "PushMessage")
        assert "s-stargate-message-pushmessage" in await shown(page)
        await page.type("Search", " ")
        await page.click("Invalid input", loads=False)
        assert (await page.address()).endswith("#s-code-2020-minus-10")
        assert await page.complaints() == []
        assert len(await page.requested()) == 1


async def test_the_page_reads_without_its_script(chromium, tmp_path):
    exported = await export_collection(a_collection(tmp_path / "lamps"), PAGE, Library())
    async with chromium.visitor() as page:
        await page.forbid_scripts()
        await opened(page, tmp_path / "lamps.html", exported)
        assert len(await shown(page)) > 3
        # A field that does nothing is not there.
        assert not await page.evaluate("document.getElementById('search').checkVisibility()")


async def test_a_page_of_a_thousand_requests_opens_and_is_searched_fast(chromium, tmp_path):
    folder = a_collection(tmp_path / "lamps", 1_000)
    exported = await export_collection(folder, PAGE, Library())
    async with chromium.visitor() as page:
        started = time.perf_counter()
        await opened(page, tmp_path / "lamps.html", exported)
        assert len(await page.evaluate("document.body.textContent")) > 100_000
        assert time.perf_counter() - started < 10
        took_ms = await page.evaluate(
            "(() => { const field = document.getElementById('search'); field.value = 'lamp999';"
            "const start = performance.now(); field.dispatchEvent(new Event('input'));"
            "document.body.offsetHeight; return performance.now() - start })()"
        )
        assert took_ms < 1_000
        assert await shown(page) == ["s-rooms-cellar-lamp-999"]


async def test_what_is_printed_is_not_cut_and_has_no_search(chromium, tmp_path):
    folder = tmp_path / "lamps"
    folder.mkdir()
    lines = "\\n".join(f"line {number}" for number in range(200))
    (folder / "Long.request.toml").write_text(
        f'method = "POST"\nurl = "https://a/"\ntext = "{lines}"\n'
    )
    exported = await export_collection(folder, PAGE, Library())
    async with chromium.visitor() as page:
        await opened(page, tmp_path / "lamps.html", exported)
        on_screen = await page.evaluate("document.querySelectorAll('pre')[1].clientHeight")
        await page.show_printed()
        printed = await page.evaluate("document.querySelectorAll('pre')[1].clientHeight")
        assert on_screen < 500
        assert printed > 2_000
        assert not await page.evaluate("document.getElementById('search').checkVisibility()")
        assert (await page.print()).startswith(b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_is_light_or_dark_as_the_desktop_is(chromium, tmp_path, scheme):
    exported = await asyncio.to_thread(export_service, "stargate", Library())
    assert exported is not None
    async with chromium.visitor() as page:
        await page.show_as(scheme, 1280, 900)
        await opened(page, tmp_path / "stargate.html", exported)
        colour = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (colour == "rgb(21, 24, 29)") == (scheme == "dark")
