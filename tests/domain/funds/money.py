"""What must hold of the money whatever was done, added up by plain SQL from rows as they are stored."""

import sqlite3
from collections import Counter

_BALANCES = """
    SELECT a.kind, a.balance, a.budget_id, ifnull((SELECT sum(iif(to_id = a.id, amount, -amount))
    FROM fund_movement WHERE a.id IN (from_id, to_id)), 0) FROM fund_account a
"""
_LINES = """
    SELECT c.id, c.ended, c.amount, l.state, l.amount, l.paid, b.ahead FROM payment_line l
    JOIN payment_list b ON b.id = l.list_id JOIN award_case c ON c.id = l.case_id
"""
_SETTLED = """
    SELECT s.case_id, max(s.amount, s.paid) FROM payment_settlement s
    LEFT JOIN recovery r ON r.id = s.recovery_id WHERE r.undone_at IS NULL
"""


def hold_the_money(connection: sqlite3.Connection) -> None:
    """Hold that books balance, no budget is below nothing, and nothing is paid twice or not granted."""
    of_budget = Counter[int]()
    for kind, balance, budget_id, moved in connection.execute(_BALANCES):
        assert balance == moved
        assert balance >= 0 or kind == "given"
        of_budget[budget_id] += balance
    assert not any(of_budget.values())
    lines = connection.execute(_LINES).fetchall()
    taken = Counter[int]()
    for case_id, ended, amount, state, wanted, done, ahead in lines:
        assert not ahead or wanted * 100 <= ahead * amount
        if state in ("open", "held", "sent", "paid"):
            taken[case_id] += done if state == "paid" else wanted
            assert ended == "granted"
            assert taken[case_id] <= amount
        else:
            assert not done
    settled = dict(connection.execute(_SETTLED))
    paid_ahead = {case_id for case_id, _, _, state, _, _, ahead in lines if ahead and state == "paid"}
    going = {
        case_id
        for case_id, _, _, state, _, _, ahead in lines
        if not ahead and state in ("open", "held", "sent")
    }
    assert not (paid_ahead - settled.keys()) & going
    for case_id, most in settled.items():
        assert sum(done for one, _, _, _, _, done, _ in lines if one == case_id) <= most
