"""Write the list of all endpoint ids again after an endpoint was added, renamed or removed.

    python3 packaging/refresh_endpoints.py

Scripts use the ids as names. A test compares the list with the catalogue, so that an id cannot
change by mistake. Needs only Python.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "tests" / "data" / "catalogue" / "endpoint_ids.txt"


def main() -> None:
    """Write the list, and print how many endpoints it has."""
    files = (ROOT / "resources" / "services").glob("*/*.json")
    ids = sorted(endpoint["id"] for file in files for endpoint in endpoints_of(file))
    LIST.write_text("".join(f"{name}\n" for name in ids), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(ids)} endpoints are listed in {LIST.relative_to(ROOT)}.\n")


def endpoints_of(file: Path) -> list[dict[str, str]]:
    """Return the endpoints in a service's file; the file of a generation has none."""
    content = json.loads(file.read_text(encoding="utf-8"))
    endpoints: list[dict[str, str]] = content.get("endpoints", [])
    return endpoints


if __name__ == "__main__":
    main()
