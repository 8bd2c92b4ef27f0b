from aiurdesk.services.expectations.conversation_result import ConversationResult
from tests.core.exchange.test_exchange_text import ANSWER, INVALID_INPUT, an_exchange


def test_a_conversation_without_more_is_one_in_which_nothing_went_wrong():
    result = ConversationResult(an_exchange(ANSWER, INVALID_INPUT))
    assert (result.unsent, result.requests, result.closing) == ("", (), None)
