from aiurdesk.services.api_services.touched_requests import touched_requests


def test_requests_of_the_endpoints_are_named(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "a.request.toml").write_text('endpoint = "Lamps.Lamp.List"\n')
    (inner / "b.request.toml").write_text("# first\nendpoint = 'lamps.lamp.list'\n")
    (inner / "c.request.toml").write_text('endpoint = "lamps.lamp.add"\n')
    (inner / "d.request.toml").write_bytes(b"\xff")
    touched = touched_requests([tmp_path, inner], {"lamps.lamp.list"})
    assert touched == (str(tmp_path / "a.request.toml"), str(inner / "b.request.toml"))
