"""The domains that unrelated sites share, such as ``co.uk`` and ``github.io``.

Source: https://publicsuffix.org/, in the version that its package brings; nothing is loaded.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from aiurdesk import libraries

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


def is_public_suffix(domain: str) -> bool:
    """Tell whether nobody alone has a domain. That is so for each name without a dot.

    Args:
        domain: In lower case and ASCII.
    """
    top = domain.rpartition(".")[2]
    return _rules_below(top if top in _lines() else "").is_public(domain)


@cache
def _rules_below(top: str) -> "PublicSuffixList":
    # Of one top-level domain: all rules take 60 ms to read, and the window must not wait for them.
    return libraries.publicsuffixlist.PublicSuffixList(_lines().get(top, []))


@cache
def _lines() -> dict[str, list[str]]:
    """Return the lines of the list by their top-level domains, as they are in addresses."""
    text = Path(libraries.publicsuffixlist.PSLFILE).read_text(encoding="utf-8")
    lines = defaultdict(list)
    for line in text.splitlines():
        if line and not line.startswith("//"):
            lines[line.rpartition(".")[2]].append(line)
    return {
        top if top.isascii() else top.encode("idna").decode(): rules for top, rules in lines.items()
    }
