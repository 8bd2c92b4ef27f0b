"""What a person at the terminal sees and answers while a credential signs in."""

import sys

from aiurdesk.cli.arguments import asked_line
from aiurdesk.core.auth.scheme import Question
from aiurdesk.core.translation import tr
from aiurdesk.core.wording import printable
from aiurdesk.services.credentials.browser import Browser, OpenPage


def show_sign_ins(browser: Browser) -> None:
    """Let the terminal show pages and codes, and ask, where there is somebody to ask."""
    browser.on_visit = show_page
    # Without a terminal the page cannot be opened by hand: without a browser it fails at once.
    browser.is_attended = sys.stderr.isatty()
    # Python sets ``sys.stdin`` to None if it is closed.
    if browser.is_attended and sys.stdin is not None and sys.stdin.isatty():
        browser.ask_allowed = _ask_allowed
        browser.ask_address = _ask_address


def show_page(page: OpenPage | None) -> None:
    """Write the address of a page that waits in the browser, once, to standard error."""
    if page is None:
        return
    until = f"{page.until.astimezone():%H:%M}"
    if page.code:
        words = tr(
            "Until {until}, open {address} on any device and enter the code {code}\n"
        ).format(until=until, address=page.address, code=page.code)
    # The second call offers help, and the address is there already.
    elif page.needs_help or not sys.stderr.isatty():
        return
    else:
        words = tr(
            "Sign in with your browser until {until}, or press Ctrl+C. If no browser "
            "opens, open this address in a browser on this computer:\n{address}\n"
        ).format(until=until, address=page.address)
    sys.stderr.write(printable(words))
    sys.stderr.flush()


async def _ask_allowed(question: Question) -> bool:
    words = tr("{text}\nType yes to allow it: ").format(text=question.text)
    return asked_line(words).strip().casefold() in ("y", "yes")


async def _ask_address(page: OpenPage) -> str:
    words = tr(
        "Sign in at this address with a browser:\n{address}\nPaste the whole "
        "address at which it ends: "
    )
    return asked_line(words.format(address=page.address)).strip()
