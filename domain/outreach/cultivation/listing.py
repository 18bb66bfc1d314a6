"""Who was taken in, with what the register says of them by now; everything is asked of all at once."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from domain.enterprises.entities import Enterprise, EnterpriseAttribute
from domain.enterprises.identity import standing_for, stood_for_by
from domain.outreach.cultivation.finding import Basis
from domain.outreach.cultivation.keeping import HelpFields, SeenCultivated
from domain.outreach.cultivation.qualifications import Qualification, qualifications_of
from domain.outreach.cultivation_entities import Cultivated, Stage
from domain.outreach.cultivation_standards import ABOVE_SCALE, Standards, Target
from domain.outreach.entities import Cadre
from domain.store.sql import among
from domain.values.ids import CultivatedId, EnterpriseId


@dataclass(frozen=True, slots=True)
class ListedCultivated:
    """An entry as lists show it.

    Attributes:
        enterprise_id, name, uscc: The record that stands for it now; a deleted one says so by its name.
        target: What it is to become, in words.
        cadre: Who helps; empty for nobody.
        now: What the register says that the stage does not, and what is to be done; empty for nothing.
    """

    row: Cultivated
    enterprise_id: EnterpriseId
    name: str
    uscc: str
    target: str
    cadre: str
    basis: Basis
    now: str

    @property
    def id(self) -> CultivatedId:
        assert self.row.id is not None
        return self.row.id

    @property
    def seen(self) -> SeenCultivated:
        return SeenCultivated(self.id, self.row.version)

    @property
    def stage(self) -> Stage:
        return Stage(self.row.stage)

    @property
    def help_(self) -> HelpFields:
        return HelpFields(self.row.cadre_id, self.row.planned_on, self.row.remark)


def list_cultivated(session: Session, standards: Standards, today: date) -> list[ListedCultivated]:
    """Return every entry, the newest first."""
    rows = session.exec(
        select(Cultivated).where(col(Cultivated.deleted_at).is_(None)).order_by(col(Cultivated.id).desc())
    ).all()
    owners = {row.enterprise_id for row in rows}
    now = standing_for(session, owners)
    every = {*owners, *now.values()}
    query = select(Enterprise.id, Enterprise.name, Enterprise.uscc)
    named = {
        id_: (name, code) for id_, name, code in session.exec(query.where(among(col(Enterprise.id), every)))
    }
    cadres = dict(
        session.exec(
            select(Cadre.id, Cadre.name).where(
                among(col(Cadre.id), {row.cadre_id for row in rows if row.cadre_id is not None})
            )
        ).all()
    )
    held = qualifications_of(session, now.values())
    in_statistics = _above_scale(session, now.values())
    going = Counter((now.get(row.enterprise_id), row.target) for row in rows if not Stage(row.stage).is_over)
    found = []
    for row in rows:
        stands = now.get(row.enterprise_id, row.enterprise_id)
        name, code = named.get(stands, ("", ""))
        if row.enterprise_id not in now:
            name = f"{name}（已删除）"
        target = standards.targets.get(row.target)
        others = going[now.get(row.enterprise_id), row.target]
        if others and Stage(row.stage).is_over:
            said = ""
        elif others > 1 and row.enterprise_id in now:
            said = "企业合并后重复，请留一条，删除其他的"
        else:
            said = _said(row, target, held.get(stands, ()), in_statistics.get(stands), today)
        found.append(
            ListedCultivated(
                row,
                stands,
                name,
                code,
                row.target if target is None else target.title,
                cadres.get(row.cadre_id, ""),
                Basis.read(row.basis),
                said,
            )
        )
    return found


def entries_of(session: Session, id_: EnterpriseId) -> list[Cultivated]:
    """Return the entries of an enterprise, under whatever record it was, the earliest first."""
    query = select(Cultivated).where(
        among(col(Cultivated.enterprise_id), stood_for_by(session, [id_])),
        col(Cultivated.deleted_at).is_(None),
    )
    return [*session.exec(query.order_by(col(Cultivated.since), col(Cultivated.id)))]


def stages_of(session: Session, ids: Iterable[EnterpriseId], target: str) -> Mapping[EnterpriseId, Stage]:
    """Return at which stage those of some live records are that were taken in for a target.

    Of one that tried several times it is the last one that is not given up.
    """
    query = select(Cultivated.enterprise_id, Cultivated.stage).where(
        Cultivated.target == target, col(Cultivated.deleted_at).is_(None), Cultivated.stage != Stage.DROPPED
    )
    # What goes on comes last, and is told rather than what was lost.
    rows = session.exec(query.order_by(col(Cultivated.stage) != Stage.LOST, col(Cultivated.id))).all()
    stages = {EnterpriseId(id_): Stage(stage) for id_, stage in rows}
    now, wanted = standing_for(session, stages), set(ids)
    found: dict[EnterpriseId, Stage] = {}
    for id_, stage in stages.items():
        if (stands := now.get(id_)) in wanted and (stage is not Stage.LOST or stands not in found):
            found[stands] = stage
    return found


def _said(
    row: Cultivated,
    target: Target | None,
    held: Sequence[Qualification],
    is_above: bool | None,
    today: date,
) -> str:
    """Say where the register and the stage do not go together."""
    if target is None:
        return ""
    stage = Stage(row.stage)
    if target.qualification:
        ours = [one for one in held if one.kind == target.qualification]
        has, lost = any(one.holds_on(today) for one in ours), _lost(ours, today)
    else:
        has, lost = bool(is_above), "资料里已不是四上" if is_above is False else ""
    if stage.is_open and has:
        return "资料里已经达标，请登记“已达标”"
    if stage is Stage.REACHED and not has and lost:
        return f"{lost}，请登记“又失去”"
    if stage is Stage.REACHED and not has:
        return "资料里还没有填，请在企业资料里补上"
    if stage is Stage.LOST and has:
        return "资料里又有了，请登记“已达标”"
    if stage.is_open and row.planned_on is not None and row.planned_on < today:
        return f"计划 {row.planned_on.isoformat()} 达标，已经过了"
    return ""


def _lost(ours: Sequence[Qualification], today: date) -> str:
    over = [one for one in ours if not one.holds_on(today)]
    if not over:
        return ""
    last = max(over, key=lambda one: one.ends_on or date.min)
    if last.withdrawn_on is not None and last.withdrawn_on <= today:
        return f"资质 {last.withdrawn_on.isoformat()} 被取消"
    return f"资质 {last.valid_until.isoformat()} 到期" if last.valid_until else ""


def _above_scale(session: Session, ids: Collection[EnterpriseId]) -> dict[EnterpriseId, bool]:
    row = EnterpriseAttribute
    query = select(row.enterprise_id, row.value).where(
        row.name == ABOVE_SCALE, among(col(row.enterprise_id), {*ids})
    )
    return {EnterpriseId(id_): value == "1" for id_, value in session.exec(query)}
