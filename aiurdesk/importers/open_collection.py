"""OpenCollection: one YAML file, or a folder with a file for each request.

Source: opencollection.com, schema 1.0.0 (opencollection.schema.json).
"""

import re
from collections.abc import Mapping
from typing import Any

from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.importers.bruno import PART_OF_FOLDER, read_record
from aiurdesk.importers.imported import ImportedCollection
from aiurdesk.importers.json_document import read_yaml

_MARK = re.compile(r"^(\W{0,2})opencollection\1\s*:", re.MULTILINE)
_INFO = re.compile(r"^info\s*:", re.MULTILINE)
_OF_REQUEST = re.compile(r"^(?:http|graphql|websocket)\s*:", re.MULTILINE)
_OF_ENVIRONMENT = re.compile(r"^variables\s*:\s*(?:\[|\n\s*-)", re.MULTILINE)
_NAME = re.compile(r"^name\s*:", re.MULTILINE)
_OF_COLLECTION = ("opencollection.yml", "opencollection.yaml")
_OF_FOLDER = frozenset({"folder.yml", "folder.yaml"})
_FORMS = {"form-urlencoded": "formUrlEncoded", "multipart-form": "multipartForm", "file": "file"}
_SCRIPTS = {"before-request": "req", "after-response": "res"}


def is_open_collection(text: str) -> bool:
    """Tell whether a text is a collection in one file, or a file of one in a folder."""
    start = text[:4_000]
    is_item = _INFO.search(start) and _OF_REQUEST.search(text)
    is_environment = _NAME.search(start) and _OF_ENVIRONMENT.search(start)
    return _MARK.search(start) is not None or bool(is_item or is_environment)


def parse_open_collection(text: str) -> ImportedCollection | Problem:
    """Return the requests of a collection in one file."""
    whole = read_yaml(text, tr("The OpenCollection file cannot be read: {error}."))
    if isinstance(whole, Problem):
        return whole
    if "variables" in whole and not {"opencollection", "info", "items"} & whole.keys():
        return read_record({"items": [], "environments": [_environment(whole)]})
    if "opencollection" not in whole:
        name = _inner(whole, "info").get("name") or "OpenCollection"
        return read_record(_collection({"info": {"name": name}, "items": [whole]}))
    holds_nothing = not whole.get("items") and not _inner(whole, "config").get("environments")
    return Problem(PART_OF_FOLDER) if holds_nothing else read_record(_collection(whole))


def is_open_collection_folder(files: Mapping[str, str]) -> bool:
    """Tell whether a folder is such a collection."""
    return any(name in files for name in _OF_COLLECTION)


def parse_open_collection_folder(
    files: Mapping[str, str],
) -> ImportedCollection | Problem:
    """Return the requests of a folder; ``files`` as for ``import_folder``."""
    own = next(name for name in _OF_COLLECTION if name in files)
    paths = [path for path in sorted(files) if path.endswith((".yml", ".yaml")) and path != own]
    whole: dict[str, Any] = {}
    for path in (own, *paths):
        record = read_yaml(files[path], tr("The OpenCollection folder cannot be read: {error}."))
        if isinstance(record, Problem):
            return record
        if path == own:
            whole.update(record)
        else:
            _add(whole, path.split("/"), record)
    return read_record(_collection(whole))


def _add(whole: dict[str, Any], path: list[str], record: dict[str, Any]) -> None:
    *folders, file = path
    if folders == ["environments"]:
        name = {"name": file.rpartition(".")[0]}
        whole.setdefault("config", {}).setdefault("environments", []).append(
            _environment(name | record)
        )
        return
    holder = whole
    for folder in folders:
        items = holder.setdefault("items", [])
        inner = next((item for item in items if item.get("folder") == folder), None)
        if inner is None:
            inner = {"info": {"type": "folder", "name": folder}, "folder": folder, "items": []}
            items.append(inner)
        holder = inner
    if file in _OF_FOLDER and folders:
        holder.update(record)
    else:
        info = {"name": file.rpartition(".")[0], **_inner(record, "info")}
        holder.setdefault("items", []).append({**record, "info": info})


def _collection(whole: dict[str, Any]) -> dict[str, Any]:
    """Return the record of Bruno that says the same; what is not known stays under its name."""
    info, config = _inner(whole, "info"), _inner(whole, "config")
    environments = [_environment(one) for one in _objects(config, "environments")]
    config.pop("environments", None)
    rest = {name: value for name, value in whole.items() if name not in _OF_TOP}
    config.pop("proxy", None) if config.get("proxy") == {"inherit": "true"} else None
    return {
        **rest,
        "name": info.pop("name", ""),
        "info": info,
        "config": config,
        "environments": environments,
        "root": _root(whole),
        "items": [_item(item) for item in _objects(whole, "items")],
    }


def _environment(record: dict[str, Any]) -> dict[str, Any]:
    """Return an environment; the value of a variable that has a type is its text."""
    variables = [
        variable | {"value": value.get("data", "")}
        if isinstance(value := variable.get("value"), dict)
        else variable
        for variable in _objects(record, "variables")
    ]
    return record | {"variables": variables}


_OF_TOP = frozenset({"opencollection", "info", "config", "request", "items", "bundled", "docs"})


def _root(holder: dict[str, Any]) -> dict[str, Any]:
    request = _inner(holder, "request")
    variables = request.pop("variables", None)
    auth, scripts = request.pop("auth", None), request.pop("scripts", None)
    made = {**request, "vars": {"req": variables}, "auth": _auth(auth)}
    return {"request": made | _scripts(scripts), "docs": _docs(holder.get("docs"))}


def _item(item: dict[str, Any]) -> dict[str, Any]:
    info = _inner(item, "info")
    kind, name, number = info.pop("type", ""), info.pop("name", ""), info.pop("seq", "")
    same = {"type": kind, "name": name, "seq": number, "info": info}
    if "items" in item or kind == "folder":
        rest = {n: v for n, v in item.items() if n not in ("info", "request", "items", "docs")}
        inner = [_item(entry) for entry in _objects(item, "items")]
        return rest | same | {"root": _root(item), "items": inner}
    rest = {n: v for n, v in item.items() if n not in _OF_ITEM}
    if not any(member in item for member in ("http", "graphql", "websocket")):
        return rest | same
    examples = [_example(example) for example in _objects(item, "examples")]
    return rest | same | {"request": _request(item, kind), "examples": examples}


_OF_ITEM = frozenset({"info", "http", "graphql", "websocket", "runtime", "docs", "examples"})


def _request(item: dict[str, Any], kind: Any) -> dict[str, Any]:
    sent = _inner(item, str(kind)) or _inner(item, "http")
    runtime = _inner(item, "runtime")
    assertions = [
        {"name": entry.get("expression"), "value": f"{entry.get('operator')} {entry.get('value')}"}
        for entry in _objects(runtime, "assertions")
    ]
    runtime.pop("assertions", None)
    auth = sent.pop("auth", None) or runtime.pop("auth", None)
    message = sent.pop("message", None)
    body, variables = sent.pop("body", None), runtime.pop("variables", None)
    scripts = runtime.pop("scripts", None)
    made = {
        **sent,
        **runtime,
        "body": _body(body) if message is None else {"mode": "ws", "ws": _messages(message)},
        "auth": _auth(auth),
        "assertions": assertions,
        "vars": {"req": variables},
        "docs": _docs(item.get("docs")),
    }
    return made | _scripts(scripts)


def _example(example: dict[str, Any]) -> dict[str, Any]:
    """Return a response that is kept with a request, and what was sent for it."""
    sent = _inner(example, "request")
    if "body" in sent:
        sent["body"] = _body(sent["body"])
    return {**example, "description": _docs(example.get("description")), "request": sent}


def _messages(message: Any) -> list[dict[str, Any]]:
    """Return one message, or a list of several with titles, as Bruno writes them."""
    entries = message if isinstance(message, list) else [{"message": message}]
    made = []
    for entry in entries:
        said = _inner(entry, "message") if isinstance(entry, dict) else {}
        if said:
            title = entry.get("title") or entry.get("name") or ""
            made.append({"name": title, "type": said.get("type"), "content": said.get("data")})
    return made


def _body(body: Any) -> dict[str, Any]:
    # Several ones, of which one is selected.
    if isinstance(body, list):
        variants = [entry for entry in body if isinstance(entry, dict)]
        chosen = next((e for e in variants if e.get("selected") is True), None)
        body = (chosen or next(iter(variants), {})).get("body", {})
    if not isinstance(body, dict):
        return {}
    kind = body.get("type")
    if kind is None and "query" in body:
        return {"mode": "graphql", "graphql": dict(body)}
    mode = _FORMS.get(str(kind), str(kind))
    return {"mode": mode, mode: body.get("data")}


def _auth(auth: Any) -> dict[str, Any]:
    if not isinstance(auth, dict):
        return {"mode": auth}
    kind = str(auth.get("type", ""))
    # A key stands there with how it is given, such as as a text.
    own = {
        n: v.get("value", "") if isinstance(v, dict) and "value" in v else v
        for n, v in auth.items()
        if n != "type"
    }
    return {"mode": kind, kind: own}


def _scripts(scripts: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"script": {}}
    for script in scripts if isinstance(scripts, list) else ():
        if not isinstance(script, dict):
            continue
        kind, code = str(script.get("type")), script.get("code")
        if kind in _SCRIPTS:
            made["script"][_SCRIPTS[kind]] = code
        else:
            made["tests"] = code
    return made


def _docs(docs: Any) -> Any:
    return docs.get("content") if isinstance(docs, dict) else docs


def _inner(holder: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = holder.get(name)
    return dict(value) if isinstance(value, dict) else {}


def _objects(holder: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = holder.get(name)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
