"""Somebody put in charge of enterprises; a list handed over; cadres entered."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from domain.office.accounts.queries import accounts
from domain.outreach.charges import Assigned, ListedCharge, assign, hand_over, release, take_back
from domain.outreach.entities import Post
from domain.outreach.people import (
    CadreFields,
    ListedCadre,
    departments,
    list_cadres,
    save_cadre,
    teams,
)
from domain.store.engine import Seat, Session
from domain.values.ids import AccountId, CadreId, DepartmentId, ProjectId, TeamId
from gui.forms.asking import FormDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import UNSET, ChoiceBox, TextEdit
from gui.forms.fact_edits import PersonalEdit, veil_for
from gui.pages.visits.recording import Named
from gui.services import Services, Undo


class AssignDialog(FormDialog):
    """Asks who is put in charge of enterprises, or of projects, and as what."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        enterprises: Named = (),
        *,
        projects: Sequence[tuple[ProjectId, str]] = (),
    ) -> None:
        super().__init__(services, parent, "分配包联", "分配", editor_width=430)
        self._ids = [id_ for id_, _ in enterprises]
        self._projects = [id_ for id_, _ in projects]
        [first, *more] = [name for _, name in (*enterprises, *projects)]
        kind = "户企业" if enterprises else "个项目"
        self.said.setText(f"“{first}”等 {len(more) + 1} {kind}" if more else first)
        self.cadre = ChoiceBox({}, unset_word="请选择")
        self.form.add("cadre", "谁", self.cadre, missing="请选择干部；没有的先在“干部”里登记")
        posts = {one.value: one.word for one in reversed(Post)}
        self.form.add("post", "身份", ChoiceBox(posts, unset_word=None), width=220)
        day = OptionalDateEdit(none_word="", may_be_none=False)
        self.form.add("since", "从哪天起", day, missing="请填写从哪天起", width=220)
        self.form.load({"since": date.today()})
        offer_cadres(services, self.cadre, self)

    def do(self, values: dict[str, Any]) -> None:
        seat, cadre, post = self.services.context.seat, CadreId(int(values["cadre"])), Post(values["post"])
        work = partial(assign, seat, self._ids, cadre, post, values["since"], projects=self._projects)
        self.run(work, "已分配", partial(_undo, seat))


class HandOverDialog(FormDialog):
    """Asks who is in charge instead, from when on, and why; without anybody else, the charge is over."""

    def __init__(
        self, services: Services, parent: QWidget, charges: Sequence[ListedCharge], *, ends: bool
    ) -> None:
        title = "解除包联" if ends else "移交包联"
        super().__init__(services, parent, title, title[:2], editor_width=430)
        self._ids, self._ends = [one.charge.id for one in charges], ends
        who = "、".join(dict.fromkeys(one.charge.cadre.name for one in charges))
        projects = sum(one.is_project for one in charges)
        parts = [f"{len(charges) - projects} 户企业"] * (projects < len(charges))
        parts += [f"{projects} 个项目"] * bool(projects)
        self.said.setText(f"{who}包联的 {'、'.join(parts)}。以前谁包联仍能查到。")
        self.cadre = ChoiceBox({}, unset_word="请选择")
        if not ends:
            self.form.add("cadre", "移交给", self.cadre, missing="请选择移交给谁")
            offer_cadres(services, self.cadre, self)
        day = OptionalDateEdit(none_word="", may_be_none=False)
        self.form.add("day", "从哪天起", day, missing="请填写从哪天起", width=220)
        self.form.add_reason("如：工作调动", f"请写明{title[:2]}的理由")
        self.form.load({"day": date.today()})

    def do(self, values: dict[str, Any]) -> None:
        seat, day, why = self.services.context.seat, values["day"], values["because"]
        if self._ends:
            work, said = partial(release, seat, self._ids, day, because=why), "已解除包联"
        else:
            to = CadreId(int(values["cadre"]))
            work, said = partial(hand_over, seat, self._ids, to, day, because=why), "已移交"
        self.run(work, said, partial(_undo, seat))


class CadreDialog(FormDialog):
    """Asks for a cadre."""

    def __init__(self, services: Services, parent: QWidget, of: ListedCadre | None = None) -> None:
        super().__init__(services, parent, "登记干部" if of is None else "修改干部", "保存", editor_width=340)
        self._of = None if of is None else of.row
        self.said.hide()
        self.department, self.team, self.account = (ChoiceBox({}) for _ in range(3))
        self.form.add("name", "姓名", TextEdit(), missing="请填写姓名")
        self.form.add("duty", "职务", TextEdit("如：副局长"))
        self.form.add("phone", "电话", PersonalEdit(None))
        self.form.add("department", "单位", self.department)
        self.form.add("team", "工作组", self.team)
        self.form.add(
            "account", "登录账户", self.account, hint="也用本程序的，选他的账户；本人办的问题要由别人销号"
        )
        services.ask(_read_choices, self._on_choices, owner=self)

    def _on_choices(self, found: tuple[dict[str, str], dict[str, str], dict[str, str]]) -> None:
        for box, choices in zip((self.department, self.team, self.account), found, strict=True):
            box.offer(choices)
        if (row := self._of) is not None:
            texts: Mapping[str, Any] = {key: getattr(row, key) or UNSET for key in ("name", "duty", "phone")}
            ids = {"department": row.department_id, "team": row.team_id, "account": row.account_id}
            chosen = {key: UNSET if id_ is None else str(id_) for key, id_ in ids.items()}
            self.form.load({**texts, **chosen})
            veil_for(self.services, self)

    def do(self, values: dict[str, Any]) -> None:
        def id_of(key: str) -> int | None:
            return int(values[key]) if values.get(key) else None

        department, team, account = id_of("department"), id_of("team"), id_of("account")
        fields = CadreFields(
            values["name"],
            values.get("duty") or "",
            values.get("phone") or "",
            None if department is None else DepartmentId(department),
            None if team is None else TeamId(team),
            None if account is None else AccountId(account),
        )
        self.run(partial(save_cadre, self.services.context.seat, fields, self._of), "已保存")


def _undo(seat: Seat, done: Assigned) -> Undo | None:
    """Return the way back of what became of charges; None where nothing did."""
    if not (done.ids or done.ended):
        return None
    return Undo(lambda _: take_back(seat, done), "已撤销")


def offer_cadres(
    services: Services, box: ChoiceBox, owner: QWidget, unset_word: str = "请选择", chosen: str = ""
) -> None:
    """Offer the cadres that there are today; `chosen` is the id of who is meant already."""

    def read(session: Session) -> dict[str, str]:
        listed = list_cadres(session, date.today())
        return {
            str(one.id): f"{one.row.name}（{one.department or '未填单位'}，已包联 {one.enterprises} 户）"
            for one in listed
        }

    def offer(found: dict[str, str]) -> None:
        box.offer(found, unset_word)
        if chosen:
            box.type_in(chosen)

    services.ask(read, offer, owner=owner)


def _read_choices(session: Session) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    today = date.today()
    return (
        {str(one.id): one.name for one in departments(session, today)},
        {str(one.id): one.name for one in teams(session, today)},
        {str(one.id): one.name for one in accounts(session)},
    )
