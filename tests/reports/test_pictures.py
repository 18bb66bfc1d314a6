"""Every kind of paper looks as it did: its first pages against pictures that are kept of them.

``ZHUQIDUI_KEEP_PICTURES=1`` keeps them anew.
"""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlmodel import Session

from domain.cases.number_register import compose_register
from domain.funds.bank_lists import BankList, ListLine, key_of
from domain.funds.documents.paid_by_policy import PaidClause, compose_paid_by_policy
from domain.funds.documents.payment_advice import Part, compose_payment_advice
from domain.funds.documents.payment_summary import compose_payment_summary
from domain.funds.documents.recipient import compose_received_on
from domain.funds.documents.reconciled import compose_reconciled_on
from domain.funds.documents.recovery import RecoveryPaper, compose_recovery_on
from domain.funds.documents.whole_batch import read_whole_batch
from domain.funds.documents.year_end import compose_year_end_on
from domain.funds.months import Month
from domain.funds.payment_entities import LineState
from domain.funds.recipients import Borne, Received, Recipient
from domain.funds.reconciling import Line, Statement, Verdict
from domain.funds.recovered import Recovered, Totals
from domain.funds.recovery_entities import Recovery, RecoveryPlan
from domain.funds.year_end import Sums, Task, ToDo, YearBudget, YearEnd
from domain.office.entities import OfficeFields
from domain.office.keys.signing import PublicKey, Signer
from domain.papers.blocks import Block, SealPlaces, Table, Title
from domain.papers.codes import CodeKind, Said, signed_code
from domain.papers.leaflets import compose_compendium, compose_leaflet
from domain.papers.occasion import Occasion, occasion_in
from domain.papers.papers import Footer, Paper
from domain.policies.files.library import PolicyLibrary
from domain.values.ids import BudgetId, LineId, PaymentListId, RecoveryId
from domain.values.money import Fen
from reports.documents.papers import paper_bytes
from reports.sheet.fonts import FontBook
from tests.case_walk import NOW, Walk
from tests.reports.conftest import DAY
from tests.reports.looking import KEPT, in_pixels, is_alike, keep, lines_of, pages_drawn

PAGES = 2
LINE_MM = 7
ACCOUNT = {
    "account_name": "郑东新区企业服务中心",
    "account_bank": "某银行郑东支行",
    "account_number": "6222000000000000000",
    "finance": "郑东新区财政局",
}
PAID = BankList(
    PaymentListId(1),
    "2026年第一批拨付",
    2026,
    1,
    date(2026, 3, 2),
    tuple(
        ListLine(
            LineId(at),
            at,
            key_of(2026, 1, at),
            name,
            "某银行郑东支行",
            f"62220000000000{at:05d}",
            Fen(at * 50_000_00),
            name,
            f"91410100MA{at:08d}",
            "郑东新区助企纾困政策",
            "工业企业运费补助",
            "freight",
            LineState.SENT,
            Fen(0),
        )
        for at, name in enumerate(
            ("郑州犇驰齿轮有限公司", "郑州某某科技有限公司", "河南中原物流有限公司"), start=1
        )
    ),
)
BY_POLICY = [
    PaidClause("郑东新区助企纾困政策", clause, frozenset({"甲", "乙"}), at, Fen(at * 120_000_00))
    for at, clause in enumerate(("工业企业运费补助", "首次升规奖励"), start=2)
]

YEAR = YearEnd(
    2026,
    is_over=True,
    budgets=tuple(
        YearBudget(BudgetId(at), "zhengdong-2022", title, sums, is_followed=False)
        for at, (title, sums) in enumerate(
            (
                (
                    "郑东新区助企纾困政策",
                    Sums(*map(Fen, (900_000_00, 700_000_00, 650_000_00, 50_000_00)), left=Fen(200_000_00)),
                ),
                (
                    "首次升规奖励办法",
                    Sums(Fen(300_000_00), Fen(300_000_00), Fen(300_000_00), due=Fen(20_000_00)),
                ),
            ),
            start=1,
        )
    ),
    months=(
        Month("2026-03", 2, Fen(650_000_00), Fen(0), Fen(0), 0, None, 0, is_over=True, is_next=True),
        Month("2026-04", 3, Fen(300_000_00), Fen(-80_000_00), Fen(-5_000_00), 0, None, 0, True, False),
    ),
    to_do=(ToDo(Task.UNPAID, 2, Fen(50_000_00)), ToDo(Task.MONTHS, 2)),
)
MONTH = Statement(
    "2026-03",
    *(2, Fen(650_000_00), Fen(-80_000_00), Fen(-5_000_00)),
    *(2, Fen(550_000_00), "三月支出.xlsx"),
    (
        Line(
            Verdict.DIFFERS,
            "郑州犇驰齿轮有限公司",
            Fen(50_000_00),
            Fen(35_000_00),
            "少 15,000.00 元",
            "分两次付",
        ),
        Line(Verdict.THEIRS, "河南中原物流有限公司", None, Fen(20_000_00), "我方没有这一笔", ""),
    ),
    "王小梅",
    date(2026, 4, 3),
)


@pytest.fixture(scope="module")
def papers(case_walk: Walk, sample_papers: list[Paper], policies: PolicyLibrary) -> dict[str, Paper]:
    """Every kind of paper, by what its pictures are called."""
    office = case_walk.office
    signer = Signer(PublicKey(bytes(32), DAY), bytes(range(32)))
    notice = sample_papers[0]
    said = Said(CodeKind.GRANTED, notice.number, DAY, "91410100MA00000000", Fen(123_456_78))
    with office.store.read() as session:
        on = replace(occasion_in(session, office.rules, NOW), signer=signer)
        on = replace(on, office=OfficeFields.model_validate(on.office.model_dump() | ACCOUNT))
        budget = [Part("2026年预算", "市财政", Fen(100_000_00))]
        shelf = list(policies.policies.values())
        listing = read_whole_batch(session, case_walk.batch, office.rules, NOW).listing
        found = {
            **{kind.value: paper for kind, paper in case_walk.papers.items()},
            "file": case_walk.file(case_walk.batch[0]),
            "visit": case_walk.visit(case_walk.refused),
            "notice": replace(notice, code=signed_code(said, signer)),
            "register": compose_register(session, office.day, NOW),
            "listing": listing,
            "payment_advice": compose_payment_advice(PAID, on, budget),
            "payment_summary": compose_payment_summary(PAID, on),
            "paid_by_policy": compose_paid_by_policy(BY_POLICY, DAY, office.day, on),
            **{f"recovery_{kind}": _recovery(session, case_walk, kind, on) for kind in RecoveryPaper},
            "year_end": compose_year_end_on(YEAR, on),
            "reconciled": compose_reconciled_on(MONTH, on),
            "received": compose_received_on(_received(case_walk), on),
            "leaflet": compose_leaflet(policies.find("zhengdong-2022"), on.office, DAY),
            "compendium": compose_compendium("惠企政策汇编", shelf, on.office, DAY),
        }
    return {name: _unwitnessed(paper) for name, paper in found.items()}


def _recovery(session: Session, walk: Walk, kind: RecoveryPaper, on: Occasion) -> Paper:
    """Compose a letter of a recovery of a granted case, in two instalments."""
    case = walk.office.case(walk.batch[0]).row
    due = Fen(90_000_00)
    row = Recovery(
        id=RecoveryId(1),
        uid="0190aaaa-0000-7000-8000-000000000001",
        case_id=walk.batch[0],
        was_amount=due * 2,
        new_amount=due,
        due=due,
        reason="审计查明运费发票重复",
        found_on=DAY,
        found_by="区审计局",
        day=DAY,
        made_by="王小梅",
        made_at=NOW,
    )
    plan = tuple(
        RecoveryPlan(recovery_id=RecoveryId(1), plan=1, day=day, amount=due // 2, settled=0)
        for day in (date(2026, 2, 2), date(2026, 8, 3))
    )
    return compose_recovery_on(session, Recovered(row, case, (), plan), kind, on)


def _received(walk: Walk) -> Recipient:
    """Return what an enterprise has received for two cases, of one of which something came back."""
    cases = [walk.office.case(id_).row for id_ in walk.batch[:2]]
    whole, back = Fen(90_000_00), Fen(30_000_00)
    totals = [
        Totals(whole, whole, Fen(0), Fen(0), Fen(0)),
        Totals(Fen(whole - back), whole, back, Fen(0), Fen(0)),
    ]
    borne = (Borne("市财政", Fen(whole // 3 * 2), back), Borne("区财政", Fen(whole // 3), Fen(0)))
    awards = tuple(
        Received(
            case, total, f"郑东企服〔2026〕{at}号", DAY, borne if at > 1 else (), ("审批通知书", "拨付通知书")
        )
        for at, (case, total) in enumerate(zip(cases, totals, strict=True), start=1)
    )
    own = "郑州犇驰齿轮有限公司", "91410100MA00000000"
    return Recipient(cases[0].enterprise_id, *own, ("郑州犇驰机械厂 91410100MA00000001",), awards, whole)


def _unwitnessed(paper: Paper) -> Paper:
    """Return a paper whose foot names no entry of the trail, which has random numbers in it."""
    sheets = tuple(
        replace(sheet, footer=replace(sheet.footer, right=re.sub(r"存证 \S+", "存证", sheet.footer.right)))
        for sheet in paper.sheets
    )
    return replace(paper, sheets=sheets)


@pytest.fixture(scope="module")
def drawn(papers: dict[str, Paper], fonts: FontBook) -> dict[str, Image.Image]:
    """The first pages of each, by what their pictures are called."""
    return {
        f"{name}-{at}": page
        for name, paper in papers.items()
        for at, page in enumerate(pages_drawn(paper_bytes(paper, fonts), PAGES), start=1)
    }


def test_that_every_kind_of_paper_looks_as_it_did(drawn: dict[str, Image.Image], tmp_path: Path):
    if "ZHUQIDUI_KEEP_PICTURES" in os.environ:
        for path in KEPT.glob("*.png"):
            path.unlink()
        for name, page in drawn.items():
            keep(page, KEPT / f"{name}.png")
    assert set(drawn) == {path.stem for path in KEPT.glob("*.png")}
    off = {name: page for name, page in drawn.items() if not is_alike(page, Image.open(KEPT / f"{name}.png"))}
    for name, page in off.items():
        keep(page, tmp_path / f"{name}.png")
    assert not off, f"they look otherwise, see {tmp_path}; where that is meant, keep them anew: {list(off)}"


def _with_first(paper: Paper, kind: type[Block], change: Callable[[Any], Block]) -> Paper:
    """Return a paper whose first block of a kind is another."""
    at, old = next((at, one) for at, one in enumerate(paper.sheets[0].blocks) if isinstance(one, kind))
    blocks = paper.sheets[0].blocks
    sheet = replace(paper.sheets[0], blocks=(*blocks[:at], change(old), *blocks[at + 1 :]))
    return replace(paper, sheets=(sheet, *paper.sheets[1:]))


def _with_wider_column(table: Table) -> Table:
    first, *others = table.columns
    return replace(table, columns=(replace(first, share=first.share + 5), *others))


FAULTS: dict[str, tuple[str, Callable[[Paper], Paper]]] = {
    "a place to sign is missing": (
        "payment_summary",
        lambda paper: _with_first(paper, SealPlaces, lambda one: replace(one, labels=one.labels[:-1])),
    ),
    "the code is gone": ("notice", lambda paper: replace(paper, code=None)),
    "a column is wider": (
        "payment_summary",
        lambda paper: _with_first(paper, Table, _with_wider_column),
    ),
    "a title is another": (
        "refusal",
        lambda paper: _with_first(paper, Title, lambda one: replace(one, text="不予通过通知书")),
    ),
    "the foot is empty": (
        "payment_summary",
        lambda paper: replace(paper, sheets=(replace(paper.sheets[0], footer=Footer()),)),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_that_a_page_with_a_fault_is_not_alike(papers: dict[str, Paper], fonts: FontBook, fault: str):
    name, spoil = FAULTS[fault]
    [page] = pages_drawn(paper_bytes(spoil(papers[name]), fonts), 1)
    assert not is_alike(page, Image.open(KEPT / f"{name}-1.png"))


def test_that_a_line_that_stands_one_lower_is_not_alike(drawn: dict[str, Image.Image]):
    page, down = drawn["refusal-1"], in_pixels(LINE_MM)
    lines = lines_of(page)
    assert len(lines) > 10
    for top, bottom in lines:
        moved = page.copy()
        moved.paste(255, (0, top, page.width, bottom))
        moved.paste(page.crop((0, top, page.width, bottom)), (0, top + down))
        assert not is_alike(moved, page), top


def test_that_a_page_is_alike_however_its_edges_are_smoothed(papers: dict[str, Paper], fonts: FontBook):
    for name in ("handing_down", "payment_summary"):
        usual, finer = (pages_drawn(paper_bytes(papers[name], fonts), PAGES, *often) for often in ((), (5,)))
        assert list(map(is_alike, usual, finer)) == [True] * len(usual)
        assert finer != usual
