"""The approval notice (补助资金审批通知书): what its text is given, and its annex."""

from datetime import date, datetime
from typing import Final

from domain.office.entities import OfficeFields
from domain.office.keys.signing import Signer
from domain.papers import working
from domain.papers.codes import CodeKind, Said, signed_code
from domain.papers.occasion import values_of
from domain.papers.papers import SAMPLE, Footer, Look, Numbering, Paper, Sheet
from domain.papers.wording.filling import fill
from domain.papers.wording.form import Form, given, maybe
from domain.papers.wording.kept import Wordings
from domain.papers.working import Worked, because_text, working_sheet
from domain.policies.policy import Policy
from domain.values.money import chinese_capital, yuan_text

NO_NUMBER: Final = "（样张，未编号）"
FORM: Final = Form(
    "notice",
    "补助资金审批通知书",
    (
        given("文号"),
        given("企业名称"),
        given("政策", "名称和文号"),
        given("条款"),
        maybe("分期", "分期、分期间给的才有，如“第一次，2022年”"),
        given("金额"),
        given("金额大写"),
        maybe("人工认定", "由人认定的才有"),
        maybe("金额说明", "核定与算出的不同时才有"),
        given("附件名称"),
    ),
    must=("文号", "企业名称", "政策", "条款", "分期", "金额", "金额说明", "附件名称"),
    itself="通知书",
)


def compose_notice(
    worked: Worked,
    *,
    office: OfficeFields,
    number: str,
    signed_on: date,
    made_at: datetime,
    wordings: Wordings,
    is_sample: bool,
    witness: str = "",
    is_alone: bool = False,
    signer: Signer | None = None,
) -> Paper:
    """Write the notice of one granted award: the letter on one sheet, figures and working on the next.

    Where it went a road the amount is the one decided there, with the reason where another was computed.

    ``number`` may be empty on a sample. The amount must be above 0. ``made_at`` in UTC; ``wordings`` are the
    texts in force; ``witness`` is how far the trail of acts had come before this one. The annex says where
    one person does everything (``is_alone``). By ``signer`` it has a code, which a sample has not.
    """
    decided = worked.decided
    because = because_text(decided, decided.short) if decided is not None and decided.because else ""
    fields = {
        "文号": number or NO_NUMBER,
        "企业名称": worked.facts.name,
        "政策": quoted(worked.policy),
        "条款": worked.clause.title,
        "分期": decided.part if decided is not None else "",
        "金额": yuan_text(worked.amount),
        "金额大写": chinese_capital(worked.amount),
        "人工认定": "人工认定" if worked.decision.by_person is not None else "",
        "金额说明": because,
        "附件名称": working.TITLE,
    }
    letter = fill(FORM, wordings, values_of(FORM, office, signed_on, fields, {}))
    said = Said(CodeKind.GRANTED, number, signed_on, worked.facts.uscc, worked.amount)
    return Paper(
        title=letter.title,
        number=number,
        office=office.signer,
        addressee=worked.facts.name,
        signed_on=signed_on,
        made_at=made_at,
        sheets=(
            Sheet(Look.LETTER, letter.blocks, Footer(numbering=Numbering.OFFICIAL)),
            working_sheet(
                worked, signed_on, number=number, is_annex=True, witness=witness, is_alone=is_alone
            ),
        ),
        stamp=SAMPLE if is_sample else "",
        code=None if is_sample or signer is None else signed_code(said, signer),
    )


def prefix_of(office: OfficeFields, wordings: Wordings) -> str:
    """Return the 代字 of notices: of their text where it names one, else of the office."""
    return wordings.prefix(FORM.id) or office.number_prefix


def quoted(policy: Policy) -> str:
    number = f"（{policy.document_number}）" if policy.document_number else ""
    return f"《{policy.title}》{number}"
