"""A program for ``$BROWSER``: opens one page, signs the built-in account in, follows redirects.

Run as ``python -m tests.cli.sign_in_browser AUTHORITY_FILE ADDRESS``.
"""

import ssl
import sys

import httpx

from aiurdesk.sandbox.accounts import READY_PERSON
from tests.sandbox.browser import Browser


def main(authority_file: str, address: str) -> None:
    """Sign in at the page."""
    context = ssl.create_default_context(cafile=authority_file)
    with httpx.Client(verify=context, trust_env=False) as client:
        browser = Browser(client, address)
        page = browser.open(address)
        back = browser.submit(page, Email=READY_PERSON.email, Password=READY_PERSON.password)
        browser.follow(back)


if __name__ == "__main__":
    main(*sys.argv[1:])
