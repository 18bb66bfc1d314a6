"""One zip for an auditor: the trail, the people, the policies, the papers, and what checks the trail."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase
from domain.cases.entities import Notice
from domain.funds.payment_entities import PaymentSettlement
from domain.office.accounts.entities import Account
from domain.policies.entities import AssessmentRun, ManualDecision, PolicyFile, PolicyRuling, PolicyText
from domain.policies.policy import Policy
from domain.policies.texts import is_kept, keep_text
from domain.store.acts import Action
from domain.store.audit import AuditEntry
from domain.store.chain import ChainHead
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.store.told import TrailFilter, as_hashed, count_of, head_of
from domain.values.files import replacing
from domain.values.progress import Progress, Reporter

_STEP: Final = 2_000
_HEADINGS: Final = (
    "编号",
    "时间（世界时）",
    "人员",
    "账户编号",
    "动作",
    "类别",
    "对象",
    "做了什么",
    "前后的值",
    "SHA-256",
)
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write_audit_package(
    seat: Seat, target: Path, scripts: Path, reporter: Reporter, *, shipped: Iterable[Policy] = ()
) -> ChainHead | None:
    """Write the zip; return how far the trail had come that is in it. That it was written is an entry behind.

    Args:
        seat: Who takes it.
        target: The file.
        scripts: Where ``verify.py`` and the reader's guide are.
        reporter: Told how far it is.
        shipped: The policies that came with the program. Those are taken along that something was decided by,
            with the versions of before that were.

    Raises:
        Cancelled: The user stopped it; nothing was written.
        DomainError: It cannot be written.
    """
    with replacing(target) as path, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with seat.read() as session:
            head = head_of(session)
            _write_trail(archive, session, reporter)
            archive.writestr("人员.json", _as_json(list(_people(session))))
            for file_ in session.scalars(select(PolicyFile).order_by(col(PolicyFile.id))):
                archive.writestr(f"政策/{file_.id}-{file_.sha256[:12]}.toml", file_.content)
            for one in session.scalars(select(PolicyText).order_by(col(PolicyText.id))):
                archive.writestr(_shipped_name(one.policy_id, one.sha256), one.content)
            # What was decided before such files were kept.
            used = _decided_by(session)
            bare = [one for one in shipped if one.sha256 in used and not is_kept(session, one.sha256)]
            for policy in bare:
                archive.writestr(_shipped_name(policy.id, policy.sha256), policy.content)
            with archive.open("文书.jsonl", "w") as file:
                for notice in session.scalars(select(Notice).order_by(col(Notice.id))):
                    file.write(f"{json.dumps(notice.model_dump(mode='json'), ensure_ascii=False)}\n".encode())
        for script in sorted(scripts.iterdir()):
            if script.is_file():
                archive.writestr(script.name, script.read_bytes())
        with seat.act(Action.TRAIL_EXPORT) as act:
            said = f"导出审计包，操作记录到存证码 {head}" if head else "导出审计包"
            act.note(Subject(Kind.EXCHANGE), said)
            for policy in bare:
                keep_text(act, policy)
    return head


def _decided_by(session: Session) -> set[str]:
    """Return the hashes of the policies that anything was decided by."""
    tables = (Notice, AwardCase, AssessmentRun, ManualDecision, PolicyRuling, PaymentSettlement)
    return {sha256 for one in tables for sha256 in session.scalars(select(col(one.policy_sha256)).distinct())}


def _shipped_name(policy_id: str, sha256: str) -> str:
    return f"政策/随程序-{policy_id}-{sha256[:12]}.toml"


def _write_trail(archive: zipfile.ZipFile, session: Session, reporter: Reporter) -> None:
    """Write the trail twice: as it is hashed, an array a line, and as a table to read."""
    last = count_of(session, TrailFilter())
    with archive.open("操作记录.jsonl", "w", force_zip64=True) as file:
        for done, row in enumerate(as_hashed(session)):
            if done % _STEP == 0:
                reporter.step(Progress(done, 2 * last, "导出操作记录"))
            file.write(f"{json.dumps(row, ensure_ascii=False, separators=(',', ':'))}\n".encode())
    with archive.open("操作记录.csv", "w", force_zip64=True) as file:
        lines = io.TextIOWrapper(file, "utf-8-sig", newline="")
        table = csv.writer(lines)
        table.writerow(_HEADINGS)
        for done, entry in enumerate(session.scalars(select(AuditEntry).order_by(col(AuditEntry.id)))):
            if done % _STEP == 0:
                reporter.step(Progress(last + done, 2 * last, "导出操作记录"))
                session.expunge_all()
            cells = (entry.id, f"{entry.at:%Y-%m-%d %H:%M:%S}", entry.actor)
            of = (entry.account_id, entry.action, entry.kind)
            texts = (entry.subject_id, entry.summary, entry.details, entry.sha256)
            table.writerow(_harmless(cell) for cell in (*cells, *of, *texts))
        lines.flush()
        lines.detach()


def _people(session: Session) -> Iterator[dict[str, Any]]:
    """Yield who has or had an account, without what proves it."""
    for account in session.scalars(select(Account).order_by(col(Account.id))):
        yield {
            "id": account.id,
            "name": account.name,
            "sign_in": account.sign_in,
            "roles": [role.word for role in sorted(account.held)],
            "since": account.since,
            "until": account.until,
            "unconfirmed": account.unconfirmed,
        }


def _harmless(cell: object) -> object:
    """Keep a table program from taking a text for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_STARTS_FORMULA) else cell


def _as_json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)
