"""Assessments of the whole register that are kept: taken, listed, compared, deleted and brought back."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from domain.enterprises.dictionary import Dictionary
from domain.policies.entities import AssessmentBlock, AssessmentColumn, AssessmentRun
from domain.policies.policy import Policy
from domain.policies.runs.kept import Kept, differences, keep_results
from domain.policies.runs.register import decide_register
from domain.policies.runs.results import Difference, Result
from domain.policies.sql import reads_as_written
from domain.policies.texts import keep_text
from domain.policies.trace import OUTCOME_NAMES, Outcome
from domain.store import audit
from domain.store.acts import PROGRAM, Act, Action
from domain.store.audit import entries_of
from domain.store.engine import Seat, Store
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.store.tables import KEPT, Kind, Subject
from domain.values.errors import BadInput, DomainError, NotFound
from domain.values.ids import RunId
from domain.values.money import Fen, yuan_text
from domain.values.progress import Reporter


@dataclass(frozen=True, slots=True)
class Run:
    """One assessment that was kept. ``taken_at`` is UTC; ``clauses`` gives titles by id.

    ``granted`` is how many results are so, ``amount`` what they come to, in fen. ``doubt`` says why its date
    cannot be right, or that it was taken after one with a later date; empty where nothing is odd.
    """

    id: RunId
    policy_id: str
    policy_title: str
    policy_version: str
    policy_sha256: str
    clauses: Mapping[str, str]
    taken_at: datetime
    taken_by: str
    enterprises: int
    granted: int
    amount: Fen
    doubt: str = ""

    @property
    def local_time(self) -> datetime:
        """When it was taken, in the machine's own time."""
        return _local(self.taken_at)


def take_run(seat: Seat, policy: Policy, dictionary: Dictionary, reporter: Reporter) -> RunId:
    """Assess the whole register and keep what it came to.

    Returns:
        The id of the run.

    Raises:
        Cancelled: The user stopped it; nothing was kept.
    """
    results = decide_register(seat.store, policy, dictionary, reporter)
    granted = results.having(results.cells(), Outcome.GRANTED)
    with seat.act(Action.ASSESSMENT_TAKE) as act:
        session = act.session
        run = AssessmentRun(
            policy_id=policy.id,
            policy_title=policy.title,
            policy_version=policy.version,
            policy_sha256=policy.sha256,
            clauses=json.dumps(
                {clause.id: clause.title for clause in policy.clauses.values()}, ensure_ascii=False
            ),
            taken_at=act.at,
            taken_by=act.who.name,
            enterprises=results.enterprises,
            granted=len(granted),
            amount=results.totals(granted).amount,
        )
        session.add(run)
        session.flush()
        assert run.id is not None
        keep_results(session, run.id, results)
        keep_text(act, policy)
        act.note(
            Subject(Kind.RUN, run.id),
            f"按《{policy.title}》评定全部 {results.enterprises} 户企业并留存",
            {"results": [None, {"sha256": results.digest()}]},
        )
        return run.id


def delete_runs(seat: Seat, ids: Sequence[RunId]) -> list[RunId]:
    """Delete runs; `restore_runs` brings them back for as long as `tables.KEPT` says.

    Returns:
        Those that can be brought back: one whose results do not read as they were written is gone for good,
        or it would be a fault of the store for as long.

    Raises:
        NotFound: There is none.
    """
    with seat.act(Action.ASSESSMENT_DELETE) as act:
        kept = []
        for run in _rows(act.session, ids, is_there=True):
            words = f"删除 {_named(run)}"
            if _is_whole(act.session, run):
                run.deleted_at = act.at
                act.note(_subject(run), words)
                kept.append(_subject(run).id)
            else:
                _delete_for_good(act, run, f"{words}，结果已损坏，没有留下")
        return [RunId(id_) for id_ in kept if id_ is not None]


def restore_runs(seat: Seat, ids: Sequence[RunId]) -> list[RunId]:
    """Undo a deletion. Returns those that are there again.

    Raises:
        DomainError: The results of one are not as they were.
        NotFound: They are there, or gone for good.
    """
    with seat.act(Action.ASSESSMENT_RESTORE) as act:
        rows = _rows(act.session, ids, is_there=False)
        for run in rows:
            name = _named(run)
            if not _is_whole(act.session, run):
                raise DomainError(f"{name}的结果已损坏，不能恢复")
            run.deleted_at = None
            act.note(_subject(run), f"恢复 {name}")
        return [run.id for run in rows if run.id is not None]


def forget_runs(store: Store, *, now: datetime | None = None) -> None:
    """Delete for good what was deleted longer ago than it is kept."""
    with store.act(PROGRAM, Action.ASSESSMENT_FORGET) as act:
        limit = (now or act.at) - KEPT
        gone = act.session.exec(select(AssessmentRun).where(col(AssessmentRun.deleted_at) < limit)).all()
        for run in gone:
            _delete_for_good(act, run, f"清理删除已久的 {_named(run)}")


def _named(run: AssessmentRun) -> str:
    return f"{_local(run.taken_at):%Y-%m-%d %H:%M} 留存的评定《{run.policy_title}》"


def _is_whole(session: Session, run: AssessmentRun) -> bool:
    assert run.id is not None
    told = _results_told(session, _subject(run))
    return reads_as_written(session, run.id, told and told["sha256"])


def _delete_for_good(act: Act, run: AssessmentRun, summary: str) -> None:
    session, subject = act.session, _subject(run)
    for table in (AssessmentBlock, AssessmentColumn):
        session.exec(delete(table).where(col(table.run_id) == run.id))
    session.delete(run)
    act.note(subject, summary, {"results": [_results_told(session, subject), None]})


def list_runs(session: Session, policy_id: str = "", *, now: datetime | None = None) -> list[Run]:
    """Return what was kept, the latest first; of one policy, or of all.

    Which is the latest is told by what was done after what, not by the dates: a clock may have been wrong.
    """
    statement = (
        select(AssessmentRun)
        .where(col(AssessmentRun.deleted_at).is_(None))
        .order_by(col(AssessmentRun.id).desc())
    )
    if policy_id:
        statement = statement.where(AssessmentRun.policy_id == policy_id)
    rows = session.exec(statement).all()
    doubts = _doubts([(row.policy_id, row.taken_at) for row in reversed(rows)], now or audit.now())
    return [_run(row, doubt) for row, doubt in zip(rows, reversed(doubts), strict=True)]


def _doubts(taken: Sequence[tuple[str, datetime]], now: datetime) -> list[str]:
    """Say what is odd about the dates of runs, policy and moment of each in the order they were taken."""
    latest: dict[str, datetime] = {}
    found = []
    for policy_id, at in taken:
        before = latest.get(policy_id)
        if at > now:
            found.append("日期在将来：那时或现在电脑的日期不对")
            # What comes after it is right to have an earlier date.
            continue
        is_back = before is not None and at < before
        found.append("日期比前一次早：电脑的日期改动过，先后按留存的次序" if is_back else "")
        latest[policy_id] = at
    return found


def results_of(session: Session, id_: RunId) -> list[Result]:
    """Return everything a run came to, enterprise by enterprise.

    Raises:
        NotFound: There is no such run.
    """
    return list(Kept(session, _find(session, id_)).all())


def compare_runs(session: Session, before: RunId, after: RunId) -> list[Difference]:
    """Return what came to something else in the later of two runs, the largest gains first.

    Raises:
        NotFound: One of them is not there.
        BadInput: They are of different policies.
    """
    earlier, later = _find(session, before), _find(session, after)
    if earlier.policy_id != later.policy_id:
        raise BadInput(f"《{earlier.policy_title}》和《{later.policy_title}》是两项政策，不能比较")
    found = differences(Kept(session, earlier), Kept(session, later))
    return sorted(found, key=lambda one: (-one.gain, one.result.enterprise_name, one.result.clause_id))


def describe(
    run: Run, results: Iterable[Result], earlier: Run | None, differences: Iterable[Difference]
) -> list[str]:
    """Say what a run came to, and how it differs from an earlier one, line by line."""
    found = list(results)
    lines = [f"《{run.policy_title}》第 {run.policy_version} 版，共 {run.enterprises} 户："]
    counts = Counter((one.clause_id, one.outcome) for one in found)
    amounts: Counter[str] = Counter()
    for result in found:
        amounts[result.clause_id] += result.amount
    for id_, title in run.clauses.items():
        words = "，".join(f"{OUTCOME_NAMES[outcome]} {counts[id_, outcome]}" for outcome in Outcome)
        lines.append(f"  {title}：{words}，合计 {yuan_text(amounts[id_])} 元")
    lines.append(f"合计 {yuan_text(sum(amounts.values()))} 元")
    lines += [
        f"注意，{one.local_time:%Y-%m-%d %H:%M} 的评定{one.doubt}"
        for one in (run, earlier)
        if one and one.doubt
    ]
    if earlier is None:
        return lines
    changed = list(differences)
    gain = sum(one.gain for one in changed)
    lines.append(
        f"比 {earlier.local_time:%Y-%m-%d %H:%M} 的评定：{len(changed)} 项有变化，金额 {gain / 100:+,.2f} 元"
    )
    for one in changed:
        title = run.clauses.get(one.result.clause_id, one.result.clause_id)
        lines.append(f"  {one.result.enterprise_name}，{title}：{_state(one.before)} → {_state(one.after)}")
    return lines


def _state(result: Result | None) -> str:
    return "无" if result is None else result.text


def _find(session: Session, id_: RunId) -> AssessmentRun:
    return _rows(session, [id_], is_there=True)[0]


def _rows(session: Session, ids: Sequence[RunId], *, is_there: bool) -> list[AssessmentRun]:
    deleted_at = col(AssessmentRun.deleted_at)
    is_due = deleted_at.is_(None) if is_there else deleted_at.is_not(None)
    rows = list(session.exec(select(AssessmentRun).where(among(col(AssessmentRun.id), ids), is_due)))
    if not rows:
        raise NotFound("没有这次留存的评定，可能已被删除" if is_there else "这些留存的评定已不在回收站里")
    return rows


def _subject(run: AssessmentRun) -> Subject:
    return Subject(Kind.RUN, run.id)


def _run(row: AssessmentRun, doubt: str) -> Run:
    assert row.id is not None
    with as_stored(f"{row.taken_at:%Y-%m-%d} 留存的评定"):
        clauses = dict(json.loads(row.clauses))
    return Run(
        row.id,
        row.policy_id,
        row.policy_title,
        row.policy_version,
        row.policy_sha256,
        clauses,
        row.taken_at,
        row.taken_by,
        row.enterprises,
        row.granted,
        Fen(row.amount),
        doubt,
    )


def _results_told(session: Session, subject: Subject) -> Any:
    """Return what the trail has of a run's results; None of one that is older than that."""
    # The last one: the number of a run that was deleted may have been given again.
    entries = [json.loads(entry.details) for entry in reversed(entries_of(session, subject))]
    return next((entry["results"][1] for entry in entries if "results" in entry), None)


def _local(moment: datetime) -> datetime:
    return moment.astimezone()
