"""What the approval notice (补助资金审批通知书) says."""

from datetime import date, datetime
from typing import Final

from domain.office.entities import OfficeFields
from domain.office.keys.signing import Signer
from domain.papers import working
from domain.papers.blocks import Addressee, Annexes, Block, Head, Paragraph, Signature, Title
from domain.papers.codes import CodeKind, Said, signed_code
from domain.papers.papers import SAMPLE, Footer, Look, Numbering, Paper, Sheet
from domain.papers.working import Decided, Worked, because_text, working_sheet
from domain.policies.language.wording import day_text
from domain.policies.policy import Policy
from domain.values.money import chinese_capital, yuan_text

TITLE: Final = "补助资金审批通知书"
NO_NUMBER: Final = "（样张，未编号）"


def compose_notice(
    worked: Worked,
    *,
    office: OfficeFields,
    number: str,
    signed_on: date,
    made_at: datetime,
    is_sample: bool,
    witness: str = "",
    is_alone: bool = False,
    signer: Signer | None = None,
) -> Paper:
    """Write the notice of one granted award: the letter on one sheet, figures and working on the next.

    Where it went a road the amount is the one decided there, with the reason where another was computed.

    ``number`` may be empty on a sample. The amount must be above 0. ``made_at`` in UTC; ``witness`` is how
    far the trail of acts had come before this one. The annex says where one person does everything
    (``is_alone``). By ``signer`` it has a code, which a sample has not.
    """
    amount, decided = worked.amount, worked.decided
    is_by_person = worked.decision.by_person is not None
    shown = "数据、人工认定的理由和计算过程" if is_by_person else "数据和计算过程"
    letter: tuple[Block, ...] = (
        Head(office.mark, number or NO_NUMBER),
        Title(TITLE),
        Addressee(worked.facts.name),
        Paragraph(
            f"根据{quoted(worked.policy)}中“{worked.clause.title}”的规定，经审核，你单位符合补助条件，"
            f"现核定{_kind_of(decided)} {yuan_text(amount)} 元（{chinese_capital(amount)}）。"
            f"核定所依据的{shown}见附件。"
        ),
        *(
            [Paragraph(f"{because_text(decided, decided.short)}。")]
            if decided is not None and decided.because
            else []
        ),
        Paragraph("对上述数据或金额有疑问的，请与本单位联系。"),
        Annexes((working.TITLE,)),
        Signature(office.signer, day_text(signed_on), f"（联系人：{office.contact}　电话：{office.phone}）"),
    )
    said = Said(CodeKind.GRANTED, number, signed_on, worked.facts.uscc, amount)
    return Paper(
        title=TITLE,
        number=number,
        office=office.signer,
        addressee=worked.facts.name,
        signed_on=signed_on,
        made_at=made_at,
        sheets=(
            Sheet(Look.LETTER, letter, Footer(numbering=Numbering.OFFICIAL)),
            working_sheet(
                worked, signed_on, number=number, is_annex=True, witness=witness, is_alone=is_alone
            ),
        ),
        stamp=SAMPLE if is_sample else "",
        code=None if is_sample or signer is None else signed_code(said, signer),
    )


def _kind_of(decided: Decided | None) -> str:
    """Name what is given: of instalments and periods which."""
    part = decided.part if decided is not None else ""
    return f"{part}补助资金" if part else "一次性补助资金"


def quoted(policy: Policy) -> str:
    number = f"（{policy.document_number}）" if policy.document_number else ""
    return f"《{policy.title}》{number}"
