"""An office with people, and budgets for the policy that it decides."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.funds.books import Budget
from domain.funds.budgets import Given, Standing, enter_budget, find_budget, list_budgets
from domain.funds.doubts import CHANGED, ENTERED
from domain.funds.payment_entities import LineState, PaymentLine
from domain.funds.payments import Answer, lines_of, make_list, record_answers, release_line, send_list
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.office.house_rules import set_four_eyes
from domain.policies.files.library import PolicyLibrary
from domain.proposals.orders import Means, RecordPaidBefore
from domain.proposals.service import confirm, propose
from domain.roads.road import Road
from domain.roads.walking import Move
from domain.store.engine import Store
from domain.store.permits import Role
from domain.values.ids import BudgetId, CaseId, PaymentListId
from domain.values.money import Fen
from domain.values.progress import Silent
from tests.conftest import PEOPLE
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office, roads
from tests.filling import ROADS

__all__ = ["roads"]

WAITING = [CaseId(at) for at in range(1, 5)]


def budget(office: Office, id_: BudgetId = BudgetId(1)) -> Budget:  # noqa: B008 - an int
    return office.store.ask(find_budget, id_)


def standing(office: Office, at: int = 0) -> Standing:
    return office.store.ask(list_budgets, office.day)[at]


def enter(office: Office, *amounts: int, year: int = 2026, **said: object) -> BudgetId:
    """Enter a budget of one source, or of 市财政 and 区财政 in equal parts."""
    names = ("市财政", "区财政")
    given = said.pop("given", [Given(name, Fen(one)) for name, one in zip(names, amounts, strict=False)])
    return enter_budget(
        office.seat(MANAGER),
        office.policy,
        year,
        given,  # type: ignore[arg-type]
        office.rules,
        document="某财预〔2026〕1号",
        **said,  # type: ignore[arg-type]
    )


def at_approval(office: Office, count: int, road: str = "unasked") -> list[CaseId]:
    """Return cases that wait for their approval alone."""
    ids = office.make(office.granted()[:count], road)
    office.bring(ids, "approval")
    office.ready(ids, "approval")
    return ids


def approve(office: Office, ids: list[CaseId]) -> str:
    return office.do(MANAGER, ids, Move.ONWARD, "approval")


def sum_of(office: Office, ids: list[CaseId]) -> int:
    return sum(office.case(id_).amount for id_ in ids)


Brought = tuple[Path, date]
"""A store in which an office has come so far, and the day on which it has."""


@pytest.fixture(scope="session")
def brought(
    staffed_store: Path,
    roads: dict[str, Road],
    policies: PolicyLibrary,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], Brought]:
    """How far `waiting`, `approved`, `granted` and `paid` have come; each made once, from the one before."""
    steps: dict[str, tuple[str, Callable[[Office], None]]] = {
        "waiting": ("", _bring),
        "approved": ("waiting", lambda office: approve_all(office, WAITING)),
        "granted": ("approved", lambda office: hand_down(office, WAITING)),
        "paid": ("granted", _pay_all),
    }

    @cache
    def to(name: str) -> Brought:
        if not name:
            return staffed_store, Office.day
        before, take = steps[name]
        origin, day = to(before)
        folder = Path(shutil.copytree(origin, tmp_path_factory.mktemp(name) / "store"))
        office = Office(Store.open(folder), roads, policies, day=day, is_staffed=True)
        take(office)
        office.store.close()
        return folder, office.day

    return to


def _bring(office: Office) -> None:
    assert at_approval(office, len(WAITING)) == WAITING


def _pay_all(office: Office) -> None:
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    pay(office, WAITING)


@pytest.fixture
def office(
    request: pytest.FixtureRequest,
    brought: Callable[[str], Brought],
    roads: dict[str, Road],
    policies: PolicyLibrary,
    tmp_path: Path,
) -> Iterator[Office]:
    stages = ("paid", "granted", "approved", "waiting")
    asked = next((name for name in stages if name in request.fixturenames), "")
    origin, day = brought(asked)
    store = Store.open(Path(shutil.copytree(origin, tmp_path / "store")))
    office = Office(store, roads, policies, day=day, is_staffed=True)
    yield office
    # The one that a test has opened since, where it did.
    office.store.close()


@pytest.fixture
def waiting(office: Office) -> list[CaseId]:
    """Four cases at their approval, and no budget yet."""
    return [*WAITING]


@pytest.fixture
def approved(office: Office, waiting: list[CaseId]) -> list[CaseId]:
    """Four cases that wait for 下达, and with accounts, and 张敏 who pays."""
    return waiting


@pytest.fixture
def granted(office: Office, waiting: list[CaseId]) -> list[CaseId]:
    """Four awards, granted and with accounts, and 张敏 who pays."""
    return waiting


def grant(office: Office, waiting: list[CaseId]) -> None:
    """Grant what waits for its approval, give it accounts, and have 张敏 pay."""
    approve_all(office, waiting)
    hand_down(office, waiting)


def hand_down(office: Office, approved: list[CaseId]) -> None:
    """Grant what was approved (下达)."""
    office.onward(HANDLER, approved, "notice")


def approve_all(office: Office, waiting: list[CaseId], **said: object) -> None:
    """Approve what waits for it, give it accounts, and have 张敏 pay; the budget as `enter` has it."""
    enter(office, *([] if said else [sum_of(office, waiting)] * 2), **said)
    approve(office, waiting)
    for at, name in ((2, HANDLER), (3, REVIEWER)):
        fields = AccountFields(name=name, sign_in=PEOPLE[name][0])
        roles = {Role.HANDLE} if at == 2 else {Role.REVIEW, Role.PAY}
        change_account(office.seat(MANAGER), at, fields, roles)
    manager = AccountFields(name=MANAGER, sign_in=PEOPLE[MANAGER][0])
    change_account(office.seat(MANAGER), 1, manager, {Role.MANAGE, Role.APPROVE, Role.PAY})
    for at, id_ in enumerate(waiting):
        bank(office, id_, account_number=f"17020205092001{at:05d}")


def bank(office: Office, id_: CaseId, **facts: str) -> None:
    row = office.case(id_).row
    known = {"account_name": row.enterprise_name, "account_bank": "中国银行某支行"}
    office.enter(row.enterprise_id, **(known | facts))


def listed(
    office: Office, ids: list[CaseId], *, ahead: int | None = None
) -> tuple[PaymentListId, list[PaymentLine]]:
    """List awards, and let go what is doubtful only since its account was entered or changed later."""
    id_ = make_list(office.seat(REVIEWER), ids, office.rules, ahead=ahead)
    release_later(office, id_)
    return id_, office.store.ask(lines_of, id_)


def release_later(office: Office, id_: PaymentListId) -> None:
    """Let go what is doubtful only since its account was entered or changed after the decision."""
    for line in office.store.ask(lines_of, id_):
        if line.doubts in (CHANGED, ENTERED) and line.state == LineState.HELD:
            release_line(office.seat(REVIEWER), line.id, office.rules, because="已核对开户许可证")


def paid_before(office: Office, ids: list[CaseId], **said: Any) -> PaymentListId:
    """Have 张敏 propose that awards were paid before, and 王小梅 confirm it."""
    means = Means(office.library, office.library, ROADS, lambda: office.day)
    order = RecordPaidBefore(case_ids=tuple(ids), **said)
    proposal = propose(office.seat(REVIEWER), order, means, Silent())
    found: PaymentListId = confirm(office.seat(MANAGER), proposal, means, Silent())
    return found


@pytest.fixture
def paid(office: Office, granted: list[CaseId]) -> list[CaseId]:
    """Four awards, granted and paid; one person is enough."""
    return granted


def pay(office: Office, ids: list[CaseId], *, ahead: int | None = None) -> PaymentListId:
    """Have awards paid, whole or a share of them ahead."""
    list_id, lines = listed(office, ids, ahead=ahead)
    send_list(office.seat(REVIEWER), list_id, office.rules)
    answers = {one.id: Answer(Fen(one.amount), office.day) for one in lines}
    record_answers(office.seat(REVIEWER), list_id, answers, office.rules)
    return list_id
