"""Short ways to fill the database of the history."""

from aiurdesk.core.history.history_filter import HistoryFilter
from tests.history_records import a_record, an_exchange

EVERYTHING = HistoryFilter()


def add(database, **changes):
    (entry,) = database.add([a_record(an_exchange(**changes))])
    return entry
