"""A visit planned, recorded or corrected; typed in from paper by the keyboard alone."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from PySide6.QtWidgets import QWidget

from domain.enterprises.attachments.service import Taken, take_in
from domain.outreach.charges import in_charge_on
from domain.outreach.entities import VisitState, Way
from domain.outreach.people import list_cadres
from domain.outreach.problem_entities import KINDS
from domain.outreach.problems.raising import Raised, read_asked
from domain.outreach.telling import worth_telling
from domain.outreach.visits import (
    ListedVisit,
    Recorded,
    SameVisit,
    Told,
    VisitFields,
    change_visit,
    delete_again,
    plan_visits,
    record_visit,
)
from domain.store.engine import Seat, Session
from domain.values.errors import BadInput
from domain.values.files import passing_folder
from domain.values.ids import AttachmentId, CadreId, EnterpriseId, VisitId
from domain.values.progress import Silent
from gui.early.parts import STRETCH, Link, in_row
from gui.files.attachments import open_attachment
from gui.files.chosen_files import ChosenFiles
from gui.files.file_dialogs import ask_to_open_several
from gui.files.photos import KINDS as KINDS_OF_PHOTOS
from gui.files.photos import made_small
from gui.forms.asking import FormDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import UNSET, ChoiceBox, LongTextEdit, TextEdit, Unset
from gui.forms.enterprise_edit import EnterpriseEdit
from gui.pages.visits.checks import ChecksEdit
from gui.services import Services, Undo
from gui.widgets.dialog import confirm

T = TypeVar("T")
Named = Sequence[tuple[EnterpriseId, str]]
_MOST_NAMED: Final = 6
_FIRST_CHOOSE: Final = "选定企业后列出"


class VisitDialog(FormDialog):
    """Asks for what is entered of a visit. Without enterprises it asks which one it was."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        title: str,
        word: str,
        *,
        enterprises: Named = (),
        visit: ListedVisit | None = None,
        is_plan: bool = False,
        way: Way | None = None,
        about: Collection[tuple[str, str]] = (),
    ) -> None:
        """`way` is what is offered at first; `about` are policies and clauses that are ticked already."""
        super().__init__(services, parent, title, word, editor_width=430)
        self._visit, self._is_plan, self._way = visit, is_plan, way
        self._about = {f"{policy_id} {clause_id}" for policy_id, clause_id in about}
        self._enterprises = list(visit.enterprises if visit is not None else enterprises)
        self.said.setText(names_text(self._enterprises))
        self.said.setVisible(bool(self._enterprises))
        self.enterprise = EnterpriseEdit(services)
        self.cadres = ChecksEdit("还没有登记干部，先在“干部”里登记")
        self.told = ChecksEdit("正在评定…" if self._enterprises else _FIRST_CHOOSE)
        self.offered: dict[str, Told] | None = None
        self.way = ChoiceBox({one.value: one.word for one in Way}, unset_word=None)
        add = self.form.add
        if not self._enterprises:
            add("enterprise", "企业", self.enterprise, missing="请选定走访的企业")
        add("way", "方式", self.way, width=220)
        day = OptionalDateEdit(none_word="", may_be_none=False)
        add("day", "计划哪天" if is_plan else "走访日期", day, missing="请填写日期", width=220)
        add("cadres", "走访人", self.cadres)
        add("route", "路线", TextEdit("如：3 月第一周 北区"), width=220)
        if not is_plan:
            add("met", "接待人", TextEdit("企业的谁、什么职务"), width=220)
            add("place", "地点", TextEdit(), width=220)
            add("found", "了解的情况", LongTextEdit("生产经营、订单、用工、困难", lines=4))
        if not is_plan and len(self._enterprises) <= 1:
            hint = "列出的是现在评定为符合、差一条，或补齐资料后可能符合的条款"
            add("told", "宣讲的政策", self.told, hint=hint)
        if not is_plan and len(self._enterprises) == 1:
            self._offer_clauses(self._enterprises[0][0])
        self.enterprise.value_changed.connect(self._on_enterprise)
        if self._is_record:
            kinds = "、".join(KINDS)
            asked = LongTextEdit("融资 贷款 8 月到期，续贷缺担保", lines=3)
            hint = f"每行一件，先写类别，空一格再写问题；类别有{kinds}。保存后进入问题台账"
            add("asked", "提出的问题", asked, hint=hint)
        self.photos = ChosenFiles(self._choose_photos, "存入时自动缩小，不带拍摄地点；存在企业的附件里。")
        self._without: set[AttachmentId] = set()
        if not is_plan and self._is_done:
            add("photos", "照片" if self._is_record else "补充照片", self.photos)
        if visit is not None:
            self._list_photos(visit)
        if not self._enterprises:
            self.enterprise.chain()
        self._fill()

    @property
    def _is_record(self) -> bool:
        """Whether a visit that has taken place is entered for the first time."""
        return not self._is_plan and (self._visit is None or self._visit.state is VisitState.PLANNED)

    def _choose_photos(self) -> None:
        def take(paths: Sequence[Path]) -> None:
            self.photos.set_value(tuple(paths))

        preferences = self.services.preferences
        self.chooser = ask_to_open_several(self, "选择照片", KINDS_OF_PHOTOS, take, preferences)

    def _list_photos(self, visit: ListedVisit) -> None:
        for id_, name in visit.photos:
            row, link, drop = QWidget(self), Link(name, self), Link("去掉", self)
            link.followed.connect(partial(open_attachment, self.services, id_, name, owner=self))
            drop.followed.connect(partial(self._take_off, id_, row))
            drop.setVisible(self._is_done)
            in_row(link, drop, STRETCH, spacing=12, of=row)
            self.form.add_row(row)

    def _take_off(self, id_: AttachmentId, row: QWidget) -> None:
        """Have a photograph not be one of the visit any more, once that is saved."""
        self._without.add(id_)
        row.hide()

    def _fill(self) -> None:
        visit = self._visit
        if visit is None:
            several = len(self._enterprises) > 1 and not self._is_plan
            way = self._way or (Way.SYMPOSIUM if several else Way.ON_SITE)
            self.form.load({"day": date.today(), "way": way.value})
        else:
            row = visit.row
            day = (
                row.day if row.day <= date.today() or visit.state is not VisitState.PLANNED else date.today()
            )
            texts = {key: getattr(row, key) or UNSET for key in ("route", "met", "place", "found")}
            self.form.load({"day": day, "way": row.way, **texts})
        self.services.ask(self._read_cadres, self._on_cadres, owner=self)

    def _on_enterprise(self) -> None:
        """Once it is known who was visited, offer what it may be told of, and who looks after it."""
        self.offered = None
        chosen = self._typed_in
        self.told.offer({}, nothing=_FIRST_CHOOSE if chosen is None else "正在评定…")
        if chosen is not None:
            if not self._is_plan:
                self._offer_clauses(chosen)
            if not self.cadres.value():
                self.services.ask(self._read_cadres, self._on_cadres, owner=self)

    @property
    def _typed_in(self) -> EnterpriseId | None:
        """The enterprise that was chosen here; None for none yet."""
        try:
            value = self.enterprise.value()
        except BadInput:
            return None
        return None if isinstance(value, Unset) else value

    def _read_cadres(self, session: Session) -> tuple[dict[str, str], set[str]]:
        today = date.today()
        words = {str(one.id): _words(one.row.name, one.department) for one in list_cadres(session, today)}
        if self._visit is not None:
            # Also who has left since.
            there = {str(id_): name for id_, name in self._visit.cadres}
            return {**there, **words}, {*there}
        ids = [id_ for id_, _ in self._enterprises]
        ids += [] if (chosen := self._typed_in) is None else [chosen]
        return words, {str(one.row.cadre_id) for one in in_charge_on(session, ids, today)}

    def _on_cadres(self, found: tuple[dict[str, str], set[str]]) -> None:
        self.cadres.offer(*found)

    def _offer_clauses(self, id_: EnterpriseId) -> None:
        """Offer what the enterprise may be told of; what it was told already stays, as it was said then."""
        library = self.services.context.policies
        before = () if self._visit is None else self._visit.told.get(id_, ())

        def read(session: Session) -> list[Told]:
            return [*before, *worth_telling(session, [id_], library)[id_]]

        def show(found: list[Told]) -> None:
            if not self._enterprises and self._typed_in != id_:
                return
            self.offered = {}
            for one in found:
                self.offered.setdefault(_key(one), one)
            words = {key: one.words for key, one in self.offered.items()}
            self.told.offer(words, self._about | {_key(one) for one in before}, "没有可能符合的条款")

        self.services.ask(read, show, owner=self)

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        found = {}
        day = values.get("day")
        if isinstance(day, date) and not self._is_plan and day > date.today() and self._is_done:
            found["day"] = "这一天还没有到；还没去的，请用“计划走访”"
        try:
            self._problems(values)
        except BadInput as error:
            found["asked"] = str(error)
        return found

    @property
    def _is_done(self) -> bool:
        return self._visit is None or self._visit.state is not VisitState.DROPPED

    def do(self, values: dict[str, Any]) -> None:
        context, visit = self.services.context, self._visit
        fields, rules = self._fields(values), context.problem_rules
        if self._is_plan and visit is None:
            self._run(partial(plan_visits, context.seat, fields, rules), "已列入走访计划", _undo_planning)
        elif visit is not None and visit.state is not VisitState.PLANNED:
            self._run(partial(self._change, visit, values), "已保存")
        else:
            count = len(self._problems(values))
            said = f"已登记走访，{count} 件问题进入台账" if count else "已登记走访"
            # One with problems stays, and a plan that was done is no plan any more.
            undo = None if count or visit is not None else _undo_recording
            self._run(partial(self._record, values), said, undo)

    def _record(self, values: dict[str, Any], *, although_there: bool) -> Recorded:
        context, visit = self.services.context, self._visit
        return record_visit(
            context.seat,
            self._fields(values),
            context.problem_rules,
            planned=None if visit is None else visit.seen,
            problems=self._problems(values),
            photos=self._taken(values),
            although_there=although_there,
        )

    def _change(self, visit: ListedVisit, values: dict[str, Any], *, although_there: bool) -> None:
        context = self.services.context
        change_visit(
            context.seat,
            visit.seen,
            self._fields(values),
            context.problem_rules,
            photos=self._taken(values),
            without=self._without,
            although_there=although_there,
        )

    def _taken(self, values: dict[str, Any]) -> list[Taken]:
        """Return the photographs that were chosen, made small, in the store's folder.

        Raises:
            BadInput: One cannot be taken; each says why.
        """
        name = f"走访{values['day'].isoformat()}{'' if self._is_record else '补充'}照片"
        with passing_folder() as folder:
            small, refused = made_small(values.get("photos") or (), folder, name)
            taken, more = take_in(self.services.context.store, small, Silent())
        if refused or more:
            raise BadInput([*refused, *more])
        return taken

    def _run(
        self,
        work: Callable[..., T],
        said: str,
        undo: Callable[[Seat, T], Undo] | None = None,
        *,
        although_there: bool = False,
    ) -> None:
        """Do it in a job; where the same visit is there already, ask first."""
        seat = self.services.context.seat

        def failed(error: Exception) -> None:
            if isinstance(error, SameVisit):
                again = partial(self._run, work, said, undo, although_there=True)
                asked = f"{error}。确实又去一次的，可以照样登记。"
                confirm(self, "这次走访可能登记过", asked, "照样登记", again)
            else:
                self.refused(error)

        self.services.jobs.run(
            lambda _: work(although_there=although_there),
            partial(self.done_with, said)
            if undo is None
            else partial(self.done_undoably, said, partial(undo, seat)),
            on_failed=failed,
            busy=self.go_button,
            owner=self,
            label="正在登记",
        )

    def _fields(self, values: dict[str, Any]) -> VisitFields:
        chosen = tuple(id_ for id_, _ in self._enterprises) or (values["enterprise"],)
        cadres = tuple(CadreId(int(one)) for one in values.get("cadres") or ())
        texts = {key: values.get(key) or "" for key in ("route", "place", "met", "found")}
        told = None if self._visit is None else self._visit.told
        if self.offered is not None:
            told = {chosen[0]: tuple(self.offered[key] for key in values.get("told") or ())}
        return VisitFields(Way(values["way"]), values["day"], chosen, cadres, **texts, told=told)

    def _problems(self, values: dict[str, Any]) -> list[Raised]:
        """Return the problems that were typed, a line for each.

        Raises:
            BadInput: A line does not begin with a kind, or it is not said whose problem it is.
        """
        asked = read_asked(str(values.get("asked") or ""))
        if not asked:
            return []
        chosen: list[Any] = [id_ for id_, _ in self._enterprises] or [values.get("enterprise")]
        if len(chosen) > 1:
            raise BadInput("几户一起座谈的，请在“问题”页逐户登记提出的问题")
        by = values.get("met") or ""
        return [Raised(title, kind, chosen[0], values["day"], raised_by=by) for kind, title in asked]


def _undo_planning(seat: Seat, ids: Sequence[VisitId]) -> Undo:
    return Undo(lambda _: delete_again(seat, ids), "已撤回计划")


def _undo_recording(seat: Seat, done: Recorded) -> Undo:
    return Undo(lambda _: delete_again(seat, [done.id]), "已撤回这次走访，它在回收站里")


def _key(told: Told) -> str:
    return f"{told.policy_id} {told.clause_id}"


def _words(name: str, department: str) -> str:
    return f"{name}（{department}）" if department else name


def names_text(enterprises: Named) -> str:
    names = "、".join(name for _, name in enterprises[:_MOST_NAMED])
    more = len(enterprises) - _MOST_NAMED
    return f"{names}等 {len(enterprises)} 户" if more > 0 else names
