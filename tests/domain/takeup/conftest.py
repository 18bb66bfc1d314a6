"""The sample office without accounts: whoever is there does everything."""

from datetime import date

import pytest

from domain.outreach.people import CadreFields, save_cadre
from domain.outreach.problems.rules import Rules
from domain.values.ids import DepartmentId
from tests.domain.outreach.conftest import OFFICE, PROBLEM_ROADS, Ledger, ids_of


@pytest.fixture
def ledger(store, sample_office) -> Ledger:
    """On the machine's own day, which assessments are kept on."""
    seat, today = store.seat("王小梅"), date.today()
    li = save_cadre(seat, CadreFields("李强", "副局长", "13803711234"))
    rules = Rules(PROBLEM_ROADS, OFFICE, today=lambda: today)
    known = store.ask(ids_of), DepartmentId(0), li, li, today
    return Ledger(store, seat, store.seat("李建国"), rules, *known)
