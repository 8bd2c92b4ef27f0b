"""Recorded responses of real services, reduced to facts.

The recordings themselves are not part of the project. They are in the folder ``shared/recorded``
beside one of the parents of the checkout, or in the folder that ``AIURDESK_RECORDED`` names. If
they are there, they are reduced when the tests run. Otherwise the tests use the reduced ones in
``tests/data/recorded_shapes``; ``python -m tests.recorded`` writes that folder again.

The facts of a request are all that the services of 2020 need to respond to it again. The facts of a
response are its status, content type, the names of other headers, and the body. Sentences in the
body are replaced by "text", except for the validation messages of the framework, which the program
has to parse.
"""

import base64
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[1]
SHAPES = ROOT / "tests" / "data" / "recorded_shapes"

APPS = {"0a0a0a0a0a0a4a0a8a0a0a0a0a0a0a01": "app", "0a0a0a0a0a0a4a0a8a0a0a0a0a0a0a02": "other app"}
SECRETS = {
    "5ec5ec5ec5ec4ec58ec55ec5ec5ec501": "secret",
    "5ec5ec5ec5ec4ec58ec55ec5ec5ec502": "other secret",
}

_DULL_REQUEST_HEADERS = {"host", "content-length", "sec-websocket-key"}
_BEHIND_TLS = ["X-Forwarded-Proto", "https"]
_ACCEPT = ["Accept", "application/json"]
_DULL_RESPONSE_HEADERS = {"date", "server", "content-length", "transfer-encoding", "content-type"}
_TOKEN = re.compile(
    r"eyJ(?:[A-Za-z0-9+/=]|%2B|%2F|%3D)*(?:\.(?:[A-Za-z0-9+/=!]|%2B|%2F|%3D|%21)*)?"
)
_FRAMEWORK_TEXTS = re.compile(
    r"The \S+ field is required\."
    r"|The value '.*' is (?:invalid|not valid(?: for \S+)?)\."
    r"|The field \S+ must be (?:between|a string).*"
    r"|The \S+ field is not a valid .*"
    r"|Failed to read the request form\..*",
    re.DOTALL,
)


def recordings() -> Path | None:
    """Return the folder of the recordings, or None if there is none."""
    named = os.environ.get("AIURDESK_RECORDED")
    places = [Path(named)] if named else [folder / "shared" / "recorded" for folder in ROOT.parents]
    return next((folder for folder in places if folder.is_dir()), None)


def stems() -> list[str]:
    """Return the names of all files of recordings."""
    return sorted(path.stem for path in SHAPES.glob("*.jsonl"))


def shapes(stem: str) -> list[dict[str, Any]]:
    """Return the reduced exchanges of one file, in the order in which they were recorded."""
    folder = recordings()
    return checked_in(stem) if folder is None else list(reduced(folder / f"{stem}.jsonl"))


def checked_in(stem: str) -> list[dict[str, Any]]:
    """Return what the checked-in file says."""
    text = (SHAPES / f"{stem}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def reduced(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the facts of each exchange of a recording."""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            yield _reduced(json.loads(line), is_replayed="-2020-" in path.stem)


def _reduced(exchange: dict[str, Any], *, is_replayed: bool) -> dict[str, Any]:
    request = exchange["request"]
    facts: dict[str, Any] = {"name": exchange["name"], "method": request["method"]}
    if is_replayed:
        facts["target"] = _with_placeholders(request["target"], exchange["name"])
        facts.update(_reduced_request(request, exchange["name"]))
    else:
        facts["path"] = request["target"].partition("?")[0]
    response = exchange.get("response")
    if response is None:
        facts["error"] = exchange.get("error", "")
        return facts
    given = {name.lower(): value for name, value in response["headers"]}
    facts["status"] = response["status"]
    facts["content_type"] = given.get("content-type")
    facts["further_headers"] = sorted(set(given) - _DULL_RESPONSE_HEADERS)
    facts.update(_reduced_body(response.get("body") or {}))
    if "frames" in exchange:
        facts["frames"] = [
            [
                frame["from"],
                frame.get("opcode"),
                (frame.get("text") or "")[:40],
                frame.get("eof", False),
            ]
            for frame in exchange["frames"]
        ]
    return facts


def _reduced_request(request: dict[str, Any], name: str) -> dict[str, Any]:
    """Keep what differs from an empty request behind the TLS proxy."""
    facts: dict[str, Any] = {}
    headers = [h for h in request["headers"] if h[0].lower() not in _DULL_REQUEST_HEADERS]
    if _BEHIND_TLS not in headers:
        facts["is_plain"] = True
    if further := [h for h in headers if h not in (_BEHIND_TLS, _ACCEPT)]:
        facts["headers"] = further
    body = request.get("body") or {}
    if body.get("text"):
        facts["body"] = _with_placeholders(body["text"], name)
    elif "base64" in body:
        facts["body_base64"] = body["base64"]
    return facts


def _reduced_body(body: dict[str, str]) -> dict[str, Any]:
    if "base64" in body:
        start = base64.b64decode(body["base64"])[:24]
        return {"answer_base64": base64.b64encode(start).decode()}
    text = body.get("text", "")
    try:
        return {"json": without_sentences(json.loads(text))}
    except ValueError:
        pass
    if text.lstrip().startswith("<"):
        return {"answer": "<!DOCTYPE html><html></html>"}
    return {"answer": text[:40]}


def without_sentences(value: Any) -> Any:
    """Replace the sentences in a value by "text"; what is JSON in a text is treated likewise."""
    if isinstance(value, dict):
        return {name: without_sentences(member) for name, member in value.items()}
    if isinstance(value, list):
        return [without_sentences(member) for member in value]
    if not isinstance(value, str):
        return value
    if value.startswith('{"'):
        try:
            return json.dumps(without_sentences(json.loads(value)), separators=(",", ":"))
        except ValueError:
            return "text"
    if any(character.isspace() for character in value) and not _FRAMEWORK_TEXTS.fullmatch(value):
        return "text"
    return value


def _with_placeholders(text: str, name: str) -> str:
    text = _TOKEN.sub(lambda match: _token_placeholder(match[0], name), text)
    for value, placeholder in (APPS | SECRETS).items():
        text = text.replace(value, f"<<{placeholder}>>")
    return text


def _token_placeholder(text: str, name: str) -> str:
    payload, _, signature = unquote(text).partition(".")
    try:
        content = json.loads(base64.b64decode(payload))
    except ValueError:
        return text
    app = APPS.get(content.get("appId", ""))
    if app is None:
        return text
    case = name.rpartition("/")[2]
    if case in ("other-app-in-token", "expired-payload-wrong-signature", "really-expired-token"):
        return f"<<{case}>>"
    if not signature:
        return "<<unsigned>>"
    if signature == "!!!!":
        return "<<unsigned>>.%21%21%21%21"
    return "<<token>>" if app == "app" else "<<other token>>"


def main() -> None:
    """Write the shapes of all recordings."""
    folder = recordings()
    if folder is None:
        sys.exit("There are no recordings; say where they are with AIURDESK_RECORDED.")
    SHAPES.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.glob("*.jsonl")):
        lines = [json.dumps(facts, ensure_ascii=True) for facts in reduced(path)]
        content = "\n".join(lines) + "\n"
        (SHAPES / path.name).write_text(content, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
