"""The list of a batch, annexed to what is said of all of it."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlmodel import Session

from domain.cases.awards.entities import CaseBatch
from domain.cases.awards.reading import Case
from domain.cases.documents.occasion import clause_of
from domain.papers.blocks import Block, Column, Content, Paragraph, Table, Title, Tone
from domain.papers.occasion import Occasion
from domain.papers.papers import Footer, Look, Numbering, Sheet
from domain.papers.wording.form import given
from domain.values.errors import DomainError
from domain.values.ids import CaseId
from domain.values.money import Fen, chinese_capital, yuan_text
from domain.values.texts import masked

_OF_ONE_PERSON: Final = "92"
"""What the codes of 个体工商户 begin with (GB 32100-2015): what is known of one is known of a person."""

OF_LIST: Final = (
    given("政策"),
    given("户数", "企业数"),
    given("项数", "事项数"),
    given("金额", "合计"),
    given("金额大写"),
)
"""What texts may name of those on a list together; see `sums_of`."""


def list_sheet(
    title: str,
    cases: Sequence[Case],
    on: Occasion,
    *,
    amount: str,
    below: str = "",
    numbers: Mapping[CaseId, str] | None = None,
    before: Sequence[Block] = (),
    is_public: bool = False,
    annex: str = "附件",
) -> Sheet:
    """Return the list, its sum carried from page to page.

    Args:
        title: What it is called.
        cases: What stands on it, in this order.
        on: On what it is written.
        amount: What the amounts are called.
        below: What stands below the title.
        numbers: 发文字号 of their notices; None for no such column.
        before: What stands before the list itself.
        is_public: Whether the codes of persons are masked.
        annex: Which annex it is.
    """
    several = len({case.row.policy_id for case in cases}) > 1
    columns = [Column("序号", Content.WORD, 6), Column("企业名称", share=30)]
    columns.append(Column("统一社会信用代码", Content.WORD, 20))
    columns += [Column("政策", share=22)] if several else []
    columns.append(Column("条款", share=24))
    columns += [Column("通知书文号", share=18)] if numbers is not None else []
    columns.append(Column(f"{amount}（元）", Content.AMOUNT, 14))
    rows = []
    for at, case in enumerate(cases, start=1):
        row = case.row
        cells: list[str | int] = [str(at), row.enterprise_name]
        cells.append(public_code(row.uscc) if is_public else row.uscc)
        cells += [row.policy_title] if several else []
        cells.append(clause_of(row))
        cells += [numbers.get(case.id, "—")] if numbers is not None else []
        rows.append((*cells, row.amount))
    blocks = (
        Paragraph(annex, Tone.ANNEX),
        Title(title, below),
        *before,
        Table(tuple(columns), tuple(rows), total="合计", carries=True),
    )
    return Sheet(Look.LIST, blocks, Footer(on.office.signer, numbering=Numbering.OFFICIAL))


def public_code(uscc: str) -> str:
    """Return a code as everybody may read it: of who trades as a person only its ends.

    >>> public_code("91410100MA3X4K7F2P"), public_code("92410100MA3X4K7F2P")
    ('91410100MA3X4K7F2P', '924****7F2P')
    """
    return masked(uscc) if uscc.startswith(_OF_ONE_PERSON) else uscc


def enterprises_in(cases: Sequence[Case]) -> int:
    """Count the enterprises of cases."""
    return len({case.row.uscc for case in cases})


def sums_of(cases: Sequence[Case]) -> dict[str, str]:
    """Return what texts may name of cases together: policies, how many, the sum in figures and in words."""
    total = total_of(cases)
    return {
        "政策": _policies_of(cases) or "有关政策",
        "户数": str(enterprises_in(cases)),
        "项数": str(len(cases)),
        "金额": yuan_text(total),
        "金额大写": chinese_capital(total),
    }


def total_of(cases: Sequence[Case]) -> Fen:
    return Fen(sum(case.amount for case in cases))


def _policies_of(cases: Sequence[Case]) -> str:
    """Name the policies of cases, each once."""
    return "、".join(dict.fromkeys(f"《{case.row.policy_title}》" for case in cases if case.row.policy_title))


def batch_of(session: Session, cases: Sequence[Case]) -> str:
    """Name the batch that all of them go with; empty where there is none."""
    ids = {case.row.batch_id for case in cases}
    row = session.get(CaseBatch, ids.pop()) if len(ids) == 1 and None not in ids else None
    return row.name if row is not None else ""


def refuse_none(cases: Sequence[Case]) -> None:
    """Check that there is anything to put on a list.

    Raises:
        DomainError: There is nothing.
    """
    if not cases:
        raise DomainError("没有可以列入的事项")
