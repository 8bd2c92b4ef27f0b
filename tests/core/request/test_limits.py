from aiurdesk.core.formats.setting import settings_of
from aiurdesk.core.request.limits import Limits


def test_times_and_sizes_have_units():
    units = {named.name: named.setting for named in settings_of(Limits)}
    assert (units["read_s"].unit, units["read_s"].decimals) == (" s", 1)
    size = units["memory_bytes"]
    assert (size.unit, size.per_unit, size.decimals) == (" MB", 1024 * 1024, 3)
