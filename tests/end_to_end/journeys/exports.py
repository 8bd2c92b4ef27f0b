"""What other programs exported of the lamp shop, each with an environment."""

import json
from pathlib import Path

_BRUNO = """\
meta {{
  name: {name}
  type: http
  seq: {number}
}}

get {{
  url: {{{{base}}}}{path}
  body: none
  auth: none
}}
"""
_INSOMNIA = """\
type: collection.insomnia.rest/5.0
name: Lamp shop
collection:
  - name: List lamps
    url: "{{{{ _.base }}}}/lamps"
    method: GET
  - name: Stock
    url: "{{{{ _.base }}}}/stock"
    method: GET
environments:
  name: Base Environment
  data: {{}}
  subEnvironments:
    - name: Local
      data:
        base: {address}
"""
_REQUESTS = (("List lamps", "/lamps"), ("Stock", "/stock"))


def bruno(folder: Path, address: str) -> Path:
    """Return a folder of Bruno."""
    top = folder / "lamp-shop"
    (top / "environments").mkdir(parents=True)
    facts = {"version": "1", "name": "Lamp shop", "type": "collection"}
    (top / "bruno.json").write_text(json.dumps(facts))
    (top / "environments" / "Local.bru").write_text(f"vars {{\n  base: {address}\n}}\n")
    for number, (name, path) in enumerate(_REQUESTS, start=1):
        (top / f"{name}.bru").write_text(_BRUNO.format(name=name, number=number, path=path))
    return top


def insomnia(folder: Path, address: str) -> Path:
    """Return a file of Insomnia."""
    file = folder / "lamp-shop.yaml"
    file.write_text(_INSOMNIA.format(address=address))
    return file


def postman(folder: Path, address: str) -> Path:
    """Return a file of Postman, whose variables are in the collection itself."""
    return _postman(folder, [{"key": "base", "value": address}])


def postman_pair(folder: Path, address: str) -> tuple[Path, Path]:
    """Return an environment of Postman and the collection that needs it, each a file."""
    values = [{"key": "base", "value": address, "enabled": True}]
    exported = {"name": "Local", "values": values, "_postman_variable_scope": "environment"}
    file = folder / "Local.postman_environment.json"
    file.write_text(json.dumps(exported))
    return file, _postman(folder, [])


def _postman(folder: Path, variables: list[dict[str, str]]) -> Path:
    requests = [
        {"name": name, "request": {"method": "GET", "url": "{{base}}" + path}}
        for name, path in _REQUESTS
    ]
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    exported = {
        "info": {"name": "Lamp shop", "schema": schema},
        "item": requests,
        "variable": variables,
    }
    file = folder / "lamp-shop.postman_collection.json"
    file.write_text(json.dumps(exported))
    return file
