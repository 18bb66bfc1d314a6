"""案卷: all there is of a case in one file: its contents, its road and who signed, and what was enclosed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlmodel import Session

from domain.cases.awards.entities import CaseBatch, CaseStep, Did
from domain.cases.awards.reading import Case, find_case
from domain.cases.awards.rules import Rules
from domain.cases.case_notices import worked_of
from domain.cases.documents.amounts import rivals_in
from domain.cases.documents.approval_form import compose_approval_form
from domain.cases.documents.handing_down import is_approved
from domain.cases.documents.kept import KeptLetter, LetterKind, kept_of, said_of
from domain.cases.documents.letters import Letter, Together, letters_of
from domain.cases.documents.objection import decided_objections
from domain.cases.documents.occasion import clause_of
from domain.cases.documents.receipt import compose_receipt, is_received
from domain.cases.queries import find_notice, paper_of
from domain.enterprises.attachments.entities import Attachment
from domain.enterprises.attachments.service import list_attachments
from domain.enterprises.identity import standing_for
from domain.papers.binding import Binding
from domain.papers.blocks import (
    Block,
    Column,
    Content,
    Contents,
    Figures,
    Heading,
    Paragraph,
    Picture,
    Table,
    Title,
    Tone,
)
from domain.papers.occasion import Occasion, paper
from domain.papers.papers import Look, Paper, Sheet
from domain.papers.wording.kept import Wordings, wordings_in
from domain.papers.working import TITLE as WORKING
from domain.papers.working import Worked, working_sheet
from domain.policies.language.wording import day_text
from domain.roads.road import Kind as RoadKind
from domain.store.acts import Action, Entry
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.values.ids import CaseId
from domain.values.money import Fen, yuan_text

TITLE: Final = "案卷"
_WRITTEN_AGAIN: Final = (
    "注：没有由本程序印出过的公示、通知和告知书，按各步当时的记录（金额、材料、单位信息）补印，"
    "名称后面是当时的日期。"
)
_AS_IT_LEFT: Final = "名称后面写明“印出”的，与当时印出的一致；当时由谁印出和页脚的存证如下。"
_STEPS: Final = (
    Column("序号", Content.WORD, 9),
    Column("办理", share=28),
    Column("办理人", Content.WORD, 12),
    Column("时间", Content.WORD, 21),
    Column("说明", share=30),
)
_OPINIONS: Final = (
    Column("部门", share=26),
    Column("核查", share=20),
    Column("结论", Content.WORD, 11),
    Column("日期", Content.WORD, 18),
    Column("说明", share=25),
)
_OBJECTIONS: Final = (
    Column("提出", Content.WORD, 15),
    Column("异议", share=35),
    Column("办结", Content.WORD, 15),
    Column("处理结果", share=35),
)
_ENCLOSED: Final = (
    Column("序号", Content.WORD, 9),
    Column("附件", share=26),
    Column("加入", share=21),
    Column("SHA-256", share=28),
    Column("在本卷", share=16),
)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of the enterprise as it goes into the file of a case.

    Attributes:
        pages: Its pages as pictures; none where it cannot be placed.
        reason: Why it cannot; empty where it is.
    """

    attachment: Attachment
    pages: tuple[Picture, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What there is of a case.

    Attributes:
        worked: What it was decided on and how; None where the text of its policy is not there any more.
        notice: As it was issued, and its number; None where there is none.
        batch: What its batch is called; empty for none.
        attachments: Of its enterprise.
        letters: Those that its road brought about and nobody printed or saved.
        kept: Those that left, as they did.
        lowered: What it was lowered to after it was paid; None where it was not.
        began_with: The texts of papers as they were when it came.
    """

    case: Case
    worked: Worked | None
    notice: Paper | None
    batch: str
    attachments: tuple[Attachment, ...]
    letters: tuple[Letter, ...]
    kept: tuple[KeptLetter, ...]
    lowered: Fen | None
    began_with: Wordings


def read_file(session: Session, id_: CaseId, rules: Rules, *, together: Together | None = None) -> CaseFile:
    """Read what there is of a case.

    ``together`` keeps what several files have alike.

    Raises:
        NotFound: There is none with this id.
        Unreadable: Something of it is damaged.
    """
    roads = rules.roads_in(session)
    case = find_case(session, id_, roads)
    row = case.row
    worked = worked_of(session, case, rules, rivals_in(session, [case]), is_settled=is_approved(case))
    notice = None if row.notice_id is None else find_notice(session, row.notice_id)
    batch = None if row.batch_id is None else session.get(CaseBatch, row.batch_id)
    owner = standing_for(session, [row.enterprise_id]).get(row.enterprise_id, row.enterprise_id)
    kept = kept_of(session, id_)
    letters = list(letters_of(session, case, roads, {} if together is None else together))
    return CaseFile(
        case,
        worked,
        paper_of(notice) if notice is not None and notice.has_paper else None,
        batch.name if batch is not None else "",
        tuple(reversed(list_attachments(session, owner))),
        tuple(_not_kept(letters, kept)),
        tuple(kept),
        rules.funds.lowered(session).get(id_),
        wordings_in(session, min(step.done_at for step in (*case.steps, *case.voided))),
    )


def _not_kept(letters: Sequence[Letter], kept: Sequence[KeptLetter]) -> Iterator[Letter]:
    """Yield the letters of steps since which none of their kind left, up to the next that brings one about;
    before the first one it may have left as well.
    """
    for at, one in enumerate(letters):
        same = [other for other in letters if other.kind is one.kind]
        until = next((other.step.done_at for other in letters[at + 1 :] if other.kind is one.kind), None)
        since = None if one is same[0] else one.step.done_at
        if not any(
            it.kind is one.kind
            and (since is None or since <= it.made_at)
            and (until is None or it.made_at < until)
            for it in kept
        ):
            yield one


def enter_files(seat: Seat, ids: Sequence[CaseId], folder: Path, what: str = "案卷（含附件）") -> None:
    """Enter that the files of cases, or other papers of theirs, are about to be written into a folder.

    Raises:
        StoreProblem: It cannot be entered, and so nothing is to be written.
    """
    with seat.act(Action.TABLE_EXPORT) as act:
        act.note_all([Entry(Subject(Kind.CASE, one), f"导出{what}到“{folder.name}”") for one in ids])


def compose_file(file: CaseFile, on: Occasion, enclosed: Sequence[Enclosed]) -> Paper:
    """Bind it all: contents, documents, the road, and what is enclosed; pages are numbered through."""
    case = file.case
    bound = Binding(f"{case.row.enterprise_name}　{clause_of(case.row)}")
    left = {one.said for one in file.kept}
    composed = [(one, one.compose(on)) for one in file.letters]
    again = [(one, it) for one, it in composed if said_of(it) not in left]
    cover = tuple(_cover(file, is_again=bool(again)))
    sheets = [Sheet(Look.FORM, cover, bound.footer), *bound.sheets(_parts(file, again, on))]
    sheets += bound.sheets([("附件目录", (_list_of(enclosed),))]) if enclosed else []
    sheets += bound.sheets(_pages_of(enclosed))
    title = f"{TITLE} {clause_of(case.row)}"
    return paper(title, tuple(sheets), on, addressee=case.row.enterprise_name)


def _cover(file: CaseFile, *, is_again: bool) -> Iterator[Block]:
    row = file.case.row
    yield Title(TITLE)
    numbers = (("通知书", file.notice.number),) if file.notice is not None else ()
    lowered = () if file.lowered is None else (("调减后金额", f"{yuan_text(file.lowered)} 元"),)
    pairs = (
        ("企业名称", row.enterprise_name),
        ("信用代码", row.uscc),
        ("政策", row.policy_title or "—"),
        ("条款", clause_of(row)),
        ("办理程序", file.case.road.title),
        ("所在环节", file.case.where),
        ("核定金额", f"{yuan_text(row.amount)} 元"),
        *lowered,
        ("批次", file.batch or "—"),
        *numbers,
    )
    yield Figures(pairs)
    yield Title("目录")
    yield Contents()
    if is_again:
        yield Paragraph(_WRITTEN_AGAIN, Tone.NOTE)
    if file.kept:
        yield Paragraph(_AS_IT_LEFT, Tone.NOTE)
        yield from (Paragraph(one.told, Tone.NOTE) for one in file.kept)


def _parts(
    file: CaseFile, again: Sequence[tuple[Letter, Paper]], on: Occasion
) -> Iterator[tuple[str, Sequence[Sheet]]]:
    """Yield the documents in the order in which they came to be, each with what it is called."""
    case = file.case
    settled = next((step for step in case.steps if _settles(case, step)), None)
    papers = [(one.step.done_at, one.mark, paper.sheets) for one, paper in again]
    papers += [(one.made_at, one.mark, one.paper.sheets) for one in file.kept]
    papers.sort(key=lambda one: one[0])
    before = [one for one in papers if settled is None or one[0] < settled.done_at]
    if is_received(case) and not any(one.kind is LetterKind.RECEIPT for one in file.kept):
        yield LetterKind.RECEIPT.word, compose_receipt(case, replace(on, wordings=file.began_with)).sheets
    for _, mark, sheets in before:
        yield mark, sheets
    if file.worked is not None and file.notice is None:
        yield WORKING, (working_sheet(file.worked, case.steps[0].day),)
    yield "审批表", compose_approval_form(case, on).sheets
    for _, mark, sheets in papers[len(before) :]:
        yield mark, sheets
    if file.notice is not None:
        yield file.notice.title, file.notice.sheets
    yield "办理过程", (_form("办理过程", *_course(case)),)


def _settles(case: Case, step: CaseStep) -> bool:
    """Whether a step settled what becomes of the award: its approval, or its refusal."""
    beside = case.road.beside.get(step.step)
    if step.did == Did.BEGIN and beside is not None:
        return beside.kind is RoadKind.REFUSE
    return step.did == Did.ONWARD and step.step in case.road.states and case.road.states[step.step].approves


def _course(case: Case) -> Iterator[Block]:
    """Yield how it went: what departments said, how long it was public, and each step with who signed it."""
    opinions = [step for step in case.steps if step.did == Did.OPINION]
    parts = (
        ("部门意见", _opinions(case, opinions) if opinions else ()),
        ("公示和异议", _publicity(case)),
        ("逐步记录", _steps(case)),
    )
    numerals = iter("一二三")
    for title, part in parts:
        if found := list(part):
            yield Heading(f"{next(numerals)}、{title}")
            yield from found


def _opinions(case: Case, steps: Sequence[CaseStep]) -> Iterator[Block]:
    rows = []
    for step in steps:
        opinion = case.road.opinions[step.step]
        said = "通过" if step.in_favour else "不通过"
        day = day_text(step.answered_on) if step.answered_on is not None else ""
        rows.append((opinion.department, opinion.title, said, day, step.remark))
    yield Table(_OPINIONS, tuple(rows))


def _publicity(case: Case) -> Iterator[Block]:
    running, open_ = case.standing.publicity, len(case.standing.objections)
    rows = [
        (raised.day.isoformat(), raised.remark, over.day.isoformat(), over.remark)
        for raised, over in decided_objections(case)
    ]
    if running is not None:
        said = f"另有 {open_} 件异议没有办结。" if open_ else "" if rows else "没有收到异议。"
        yield Paragraph(f"公示期：{day_text(running.start)}至{day_text(running.end)}。{said}")
    if rows:
        yield Table(_OBJECTIONS, tuple(rows))


def _steps(case: Case) -> Iterator[Block]:
    """Yield everything that was done of a case, with what does not count any more."""
    steps = sorted((*case.steps, *case.voided), key=lambda step: step.number)
    rows = []
    for step in steps:
        void = f"（第 {step.voided_by} 步起不作数）" if step.voided_by is not None else ""
        rows.append(
            (str(step.number), f"{step.title}{void}", step.by_name, _moment(step.done_at), step.remark)
        )
    yield Table(_STEPS, tuple(rows))
    yield Paragraph(f"现在：{case.where}。")


def _list_of(enclosed: Sequence[Enclosed]) -> Sheet:
    rows = []
    for at, one in enumerate(enclosed, start=1):
        row = one.attachment
        added = f"{_moment(row.added_at)}　{row.added_by}"
        where = f"附后 {len(one.pages)} 页" if one.pages else f"没有附：{one.reason}"
        name = f"{row.file_name}（{row.project}）" if row.project else row.file_name
        rows.append((str(at), name, added, " ".join(_groups(row.sha256)), where))
    said = Paragraph("附件按加入时的内容列出；SHA-256 是文件内容的校验码，与原件核对一致的即未改动。")
    return _form("附件目录", Table(_ENCLOSED, tuple(rows)), said)


def _pages_of(enclosed: Sequence[Enclosed]) -> Iterator[tuple[str, Sequence[Sheet]]]:
    for at, one in enumerate(enclosed, start=1):
        if one.pages:
            sheets = [Sheet(Look.BOUND, (page,)) for page in one.pages]
            yield f"附件 {at}　{one.attachment.file_name}", sheets


def _form(title: str, *blocks: Block) -> Sheet:
    return Sheet(Look.FORM, (Title(title), *blocks))


def _groups(sha256: str) -> Iterator[str]:
    return (sha256[at : at + 16] for at in range(0, len(sha256), 16))


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
