from aiurdesk.transport.request_body import MAX_REFUSALS, MAX_RESENDS, Resends


def test_a_refused_request_waits_longer_each_time_and_is_given_up_at_last():
    resends = Resends()
    waits = [resends.count_refusal() for _ in range(MAX_REFUSALS + 1)]
    assert waits == [0.02, 0.04, 0.08, 0.16, 0.32, 0.64, None]
    assert resends.count == MAX_REFUSALS


def test_only_connections_that_accepted_nothing_are_limited():
    resends = Resends()
    assert all(resends.count_lost_connection(has_accepted_nothing=False) for _ in range(50))
    tried = [resends.count_lost_connection(has_accepted_nothing=True) for _ in range(4)]
    assert tried == [True] * MAX_RESENDS + [False]
    assert resends.count == 50 + MAX_RESENDS
