from aiurdesk.services.api_services.service_changes import (
    ChangedEndpoint,
    changes_between,
    touched_requests,
    with_edits,
)


def file(*rows, **members):
    return {"name": "Lamps", "endpoints": list(rows), **members}


def row(name, **members):
    return {"id": f"lamps.{name}", "path": f"/{name}", **members}


def test_added_removed_and_changed_endpoints():
    one, other = {"name": "a", "kind": "text", "schema": "1"}, {"name": "b", "kind": "text"}
    before = file(row("x", parameters=[one]), row("y"), row("z", parameters=[one]))
    after = file(
        row("x", parameters=[{**one, "kind": "long"}, other], title="X"),
        row("z", parameters=[{**one, "schema": "7"}]),
        row("new"),
    )
    changes = changes_between(before, after)
    assert (changes.added, changes.removed) == (("lamps.new",), ("lamps.y",))
    assert changes.changed == (
        ChangedEndpoint("lamps.x", ("parameter b is new", "parameter a: kind", "title")),
    )
    assert not changes.is_empty
    assert changes_between(before, before).is_empty


def test_what_people_edited_is_kept():
    generated = file(row("x", title="Old"), row("y"), base_url="https://a.example")
    current = file(row("x", title="Mine"), row("y"), row("own"), base_url="https://mine.example")
    new = file(row("x", title="New", description="d"), row("y"), base_url="https://b.example")
    merged, kept = with_edits(current, generated, new)
    assert merged["base_url"] == "https://mine.example"
    assert merged["endpoints"] == [
        row("x", title="Mine", description="d"),
        row("y"),
        row("own"),
    ]
    assert kept == ("base url", "lamps.x: title", "lamps.own")


def test_what_nobody_edited_is_new():
    generated = file(row("x", title="Old"))
    merged, kept = with_edits(generated, generated, file(row("x", title="New")))
    assert (merged["endpoints"], kept) == ([row("x", title="New")], ())


def test_requests_of_the_endpoints_are_named(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "a.request.toml").write_text('endpoint = "Lamps.Lamp.List"\n')
    (inner / "b.request.toml").write_text("# first\nendpoint = 'lamps.lamp.list'\n")
    (inner / "c.request.toml").write_text('endpoint = "lamps.lamp.add"\n')
    (inner / "d.request.toml").write_bytes(b"\xff")
    touched = touched_requests([tmp_path, inner], {"lamps.lamp.list"})
    assert touched == (str(tmp_path / "a.request.toml"), str(inner / "b.request.toml"))
