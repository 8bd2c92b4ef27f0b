from aiurdesk.core.formats.measure import DURATION, SIZE
from aiurdesk.core.formats.setting import settings_of
from aiurdesk.core.request.limits import Limits


def test_times_and_sizes_have_units():
    units = {named.name: named.setting for named in settings_of(Limits)}
    assert (units["read_s"].measure, units["read_s"].per_unit) == (DURATION, 1)
    size = units["memory_bytes"]
    assert (size.measure, size.per_unit) == (SIZE, 1024 * 1024)
