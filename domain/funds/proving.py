"""A paper that somebody shows, held against the store: whether what its code says stands there."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import ColumnElement, false
from sqlmodel import Session, col, func, select

from domain.cases.awards.entities import AwardCase, CaseStep, Did, Ended
from domain.cases.documents.kept import LetterKind
from domain.cases.entities import CaseLetter, Notice
from domain.funds.bank_lists import read_list
from domain.funds.payment_entities import LineState, PaymentList
from domain.funds.recovered import find_recovery
from domain.funds.recovery_entities import Recovery
from domain.funds.sql import lowered_of, paid_of
from domain.office.keys.service import keys_of
from domain.office.keys.signing import PublicKey
from domain.papers.codes import VOUCHES, CodeKind, Said, Signed, Verdict, check, plain, read_code
from domain.papers.papers import Code, Paper
from domain.store.problems import as_stored
from domain.values.errors import BadInput, NotFound
from domain.values.money import yuan_text
from domain.values.progress import Progress, Reporter
from domain.values.texts import safe_text

_SERIAL: Final = re.compile(r".*〔(\d{4})〕(\d+)号", re.ASCII)
_NOT_OURS: Final = (
    "本单位现在没有这把钥匙：别的单位签的，请填上它的公钥；本单位在恢复备份以前签的，请填以前存的公钥文件。"
)
_SHORT: Final = re.compile(r"[0-9A-F]{12}", re.ASCII)
_OBJECTION: Final = re.compile(r"([0-9A-F]{12})-([1-9]\d{0,5})", re.ASCII)
_LIST: Final = re.compile(r"P(\d{4})-(-?\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """What the store knows of a paper.

    Attributes:
        sentences: What there is to say, the most important first.
        stands: Whether it is there as the code says, and not void.
    """

    sentences: tuple[str, ...]
    stands: bool


@dataclass(frozen=True, slots=True)
class Proved:
    """What came of one code.

    Attributes:
        sentences: The verdict first; where the store speaks against it, what it says.
        is_good: Whether it is signed and, where it was held against a store, stands there.
    """

    sentences: tuple[str, ...]
    is_good: bool


def prove(text: str, keys: Sequence[PublicKey], session: Session | None = None) -> Proved:
    """Say what a code is worth by these public keys, and by a store where there is one.

    Raises:
        BadInput: It is no code, or not whole.
    """
    checked = check(read_code(text), keys)
    said, is_signed = checked.signed.said, checked.verdict is Verdict.GOOD
    listed, is_alike = _annexed(checked.signed) if is_signed else ((), True)
    if not is_alike:
        return Proved((*listed, checked.sentence, said.sentence), is_good=False)
    if not is_signed or session is None:
        more = (_NOT_OURS,) if checked.verdict is Verdict.UNKNOWN_KEY and session is not None else ()
        return Proved((checked.sentence, *more, *listed, said.sentence), is_signed)
    found = found_in(session, said)
    if not found.stands:
        return Proved((*found.sentences, checked.sentence, said.sentence), is_good=False)
    return Proved((checked.sentence, *found.sentences, *listed, said.sentence), is_good=True)


def _annexed(signed: Signed) -> tuple[tuple[str, ...], bool]:
    """Say of a list that is annexed whether it is the one that was signed; False where it is not."""
    vouches, read = VOUCHES.fullmatch(signed.said.uscc), VOUCHES.fullmatch(signed.annexed)
    if vouches is None:
        return (), True
    if read is None:
        said = f"附件清单应有 {vouches[1]} 行，校验码 {vouches[2]}；要核对附件，请从整份 PDF 读取。"
        return (said,), True
    if read[0] == vouches[0]:
        return (f"附件清单与二维码相符：{vouches[1]} 行，每行的收款方和金额都没有改动。",), True
    if read[1] != vouches[1]:
        said = f"附件清单与二维码不符：应有 {vouches[1]} 行，读到 {read[1]} 行；附件不全的，请用整份 PDF。"
        return (said,), False
    return ("附件清单与二维码不符：有的收款方、账号、金额或次序被改动过，不能采信。",), False


def prove_own(session: Session, codes: Sequence[str], reporter: Reporter) -> list[Proved]:
    """Say what codes of the own office are worth, as `prove_each`."""
    return prove_each(codes, keys_of(session), reporter, session)


def prove_each(
    codes: Sequence[str], keys: Sequence[PublicKey], reporter: Reporter, session: Session | None = None
) -> list[Proved]:
    """Say what codes are worth, in their order; one that is not whole is worth nothing. See `prove`.

    Raises:
        Cancelled: The user stopped it.
    """
    found = []
    for done, code in enumerate(codes):
        reporter.step(Progress(done, len(codes), "核对"))
        try:
            found.append(prove(code, keys, session))
        except BadInput as error:
            found.append(Proved((str(error), f"读到的内容：{safe_text(code[:80])}"), is_good=False))
    return found


def found_in(session: Session, said: Said) -> Found:
    """Hold what a code says against the store."""
    look = _OF.get(said.kind)
    if look is None:
        return Found((f"这一种文件（{safe_text(said.kind)}）在程序里查不到，请只看签名。",), stands=False)
    letter = _notice_of(session, said.number) if said.kind != CodeKind.GRANTED else None
    return look(session, said) if letter is None else _letter(session, letter, said, look)


def _letter(session: Session, letter: Notice, said: Said, look: Callable[[Session, Said], Found]) -> Found:
    """Hold what has a number of its own against its paper, and what it is about against the store."""
    if (against := _against(letter)) is not None:
        return against
    if letter.letter is None or not any(read_code(code.text).said == said for code in _codes_of(letter)):
        return Found((f"程序里的{letter.number}与二维码不同，请看它的正文。",), stands=False)
    # 下达通知 are found by the code itself.
    is_by_code = said.kind == CodeKind.HANDED_DOWN
    found = look(session, said if is_by_code else replace(said, number=letter.letter_of or ""))
    return replace(found, sentences=(f"程序里有{letter.number}（{letter.letter}）。", *found.sentences))


def _codes_of(letter: Notice) -> tuple[Code, ...]:
    with as_stored(f"{letter.number}的正文"):
        return Paper.from_json(letter.paper).codes


def _against(notice: Notice) -> Found | None:
    """Say why what has this number does not stand, or cannot be held against anything."""
    if notice.is_void:
        return Found((f"{notice.number}已经作废：{notice.void_reason}。",), stands=False)
    if not notice.has_paper:
        return Found((f"{notice.number}的正文不在程序里，只登记了文号，请看纸质存档。",), stands=False)
    return None


def _notice(session: Session, said: Said) -> Found:
    notice = _notice_of(session, said.number)
    if notice is None:
        return Found((f"程序里没有文号{said.number}。签名虽对，也请与登记簿核对。",), stands=False)
    if (against := _against(notice)) is not None:
        return against
    if differing := list(_differing(notice, said)):
        return Found((f"程序里的{notice.number}与二维码不同：{'；'.join(differing)}。",), stands=False)
    what = f"{notice.enterprise_name}，{notice.clause_title}，{yuan_text(notice.amount)} 元"
    first = f"程序里有{notice.number}：{what}，有效。"
    case = session.exec(select(AwardCase).where(AwardCase.notice_id == notice.id)).first()
    if case is None:
        return Found((first,), stands=True)
    money = _money_of(session, case)
    if not_any_more := _not_any_more(session, case):
        return Found((f"{notice.number}是真的，但{not_any_more}", what + "。", money), stands=False)
    return Found((first, money), stands=True)


def _differing(notice: Notice, said: Said) -> Iterator[str]:
    if notice.amount != said.amount:
        yield f"金额是 {yuan_text(notice.amount)} 元，不是 {yuan_text(said.amount)} 元"
    if plain(notice.uscc) != said.uscc:
        yield f"信用代码是 {notice.uscc}，不是 {said.uscc}"
    if notice.approved_on != said.day:
        yield f"日期是 {notice.approved_on.isoformat()}，不是 {said.day.isoformat()}"


def _notice_of(session: Session, number: str) -> Notice | None:
    found = _SERIAL.fullmatch(number)
    if found is None:
        return None
    alike = session.exec(
        select(Notice).where(Notice.number_year == int(found[1]), Notice.number_serial == int(found[2]))
    )
    return next((one for one in alike if plain(one.number) == number), None)


def _not_any_more(session: Session, case: AwardCase) -> str:
    """Say why an award is not what its notice says any more; empty where it is."""
    assert case.id is not None
    if case.ended == Ended.OTHERWISE:
        return "这一项后来已撤销，不再给予补助。"
    lowered = lowered_of(session, [case.id]).get(case.id)
    return "" if lowered is None else f"这一项后来调减为 {yuan_text(lowered)} 元，不能再按原来的金额办理。"


def _money_of(session: Session, case: AwardCase) -> str:
    assert case.id is not None
    paid, state = paid_of(session, [case.id]).get(case.id, (0, ""))
    if paid:
        return f"已拨付 {yuan_text(paid)} 元。"
    return "已送去拨付，还没有结果。" if state == LineState.SENT else "还没有拨付。"


def _refusal(session: Session, said: Said) -> Found:
    case = session.exec(select(AwardCase).where(_ends_with(AwardCase.uid, said.number))).first()
    if case is None or plain(case.uscc) != said.uscc:
        return Found(("程序里没有这件事项。",), stands=False)
    name = f"{case.enterprise_name}的“{case.clause_title}”"
    if case.ended != Ended.OTHERWISE:
        return Found((f"程序里{name}现在没有不予通过，可能已重新核查，请以程序里的为准。",), stands=False)
    return Found((f"程序里有这件事项：{name}，没有通过。",), stands=True)


def _objection(session: Session, said: Said) -> Found:
    found = _OBJECTION.fullmatch(said.number)
    short, number = found.groups() if found is not None else ("", "0")
    case = session.exec(select(AwardCase).where(_ends_with(AwardCase.uid, short))).first()
    if case is None or plain(case.uscc) != said.uscc:
        return Found(("程序里没有这件事项。",), stands=False)
    over = session.exec(
        select(CaseStep).where(
            CaseStep.case_id == case.id,
            CaseStep.objection == int(number),
            CaseStep.did == Did.OVER,
            col(CaseStep.voided_by).is_(None),
        )
    ).first()
    name = f"{case.enterprise_name}的“{case.clause_title}”"
    if over is None or over.day > said.day:
        return Found((f"程序里{name}没有这样处理过这项异议，请以程序里的为准。",), stands=False)
    day = over.day.isoformat()
    return Found(
        (f"程序里有这项异议：{name}，{day} 已有处理结果：{over.remark.rstrip('。')}。",), stands=True
    )


def _recovery(session: Session, said: Said) -> Found:
    row = session.exec(select(Recovery).where(_ends_with(Recovery.uid, said.number))).first()
    if row is None or row.id is None:
        return Found(("程序里没有这项追回。",), stands=False)
    try:
        found = find_recovery(session, row.id)
    except NotFound:
        return Found((f"这项追回已经撤销：{row.undo_reason}。",), stands=False)
    if plain(found.case.uscc) != said.uscc:
        return Found(("程序里这项追回是别的企业的。",), stands=False)
    told = f"{found.case.enterprise_name}，应退回 {yuan_text(row.due)} 元"
    # A reminder asks for what is left of it.
    if said.amount > row.due or (said.kind == CodeKind.RECOVERED and said.amount != row.due):
        return Found(
            (f"程序里的这项追回（{told}）与二维码的 {yuan_text(said.amount)} 元不同。",), stands=False
        )
    left = f"还应退回 {yuan_text(found.left)} 元。" if found.left else "应退回的本金已经结清。"
    return Found((f"程序里有这项追回：{told}。", left), stands=True)


def _list(session: Session, said: Said) -> Found:
    found = _LIST.fullmatch(said.number)
    row = (
        None
        if found is None
        else session.exec(
            select(PaymentList).where(PaymentList.year == int(found[1]), PaymentList.number == int(found[2]))
        ).first()
    )
    if not row:
        return Found((f"程序里没有拨付清单 {said.number}。",), stands=False)
    assert row.id is not None
    one = read_list(session, row.id)
    # What was taken off for what is owed stands in no list.
    paid, total = sum(line.paid for line in one.lines), one.total
    if total != said.amount:
        said_of = f"{row.name}共 {yuan_text(total)} 元，与二维码的 {yuan_text(said.amount)} 元不同。"
        return Found((f"程序里的{said_of}",), stands=False)
    first = f"程序里有{row.name}：{len(one.lines)} 笔，共 {yuan_text(total)} 元。"
    return Found((first, f"其中已付 {yuan_text(paid)} 元。"), stands=True)


def _handed_down(session: Session, said: Said) -> Found:
    total = f"合计 {yuan_text(said.amount)} 元"
    kept = session.exec(
        select(CaseLetter.made_at, CaseLetter.by_name)
        .where(
            CaseLetter.kind == LetterKind.HANDING_DOWN,
            # As it stands in the paper, up to the name of the key.
            func.instr(col(CaseLetter.paper), json.dumps(f"{said.text}|", ensure_ascii=False)[1:-1]) > 0,
        )
        .order_by(col(CaseLetter.id))
    ).first()
    if kept is None:
        what = f"“{said.number}”的下达通知" if said.number else "这份下达通知"
        return Found((f"程序里没有印出过{what}（{total}），请按附件逐项核对通知书文号。",), stands=False)
    made_at, by = kept
    day = made_at.astimezone().date().isoformat()
    first = f"程序里有这份下达通知：{day} {by}印出，{total}；逐项金额请按附件核对。"
    return Found((first,), stands=True)


def _ends_with(column: str, short: str) -> ColumnElement[bool]:
    """Whether an id ends as `short_uid` says."""
    return col(column).like(f"%{short.lower()}") if _SHORT.fullmatch(short) else false()


_OF: Final[Mapping[str, Callable[[Session, Said], Found]]] = {
    CodeKind.GRANTED: _notice,
    CodeKind.REFUSED: _refusal,
    CodeKind.OBJECTED: _objection,
    CodeKind.RECOVERED: _recovery,
    CodeKind.REMINDED: _recovery,
    CodeKind.HANDED_DOWN: _handed_down,
    CodeKind.PAID: _list,
}
