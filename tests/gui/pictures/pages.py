"""Every page, in the order of the work."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QWidget

from domain.enterprises.attachments.service import add_files, remove_attachments
from domain.enterprises.merging import merge_two, read_two
from domain.enterprises.queries import facts_of
from domain.enterprises.register.saved_filters import SavedFilter, delete_filters, save_filter
from domain.enterprises.register.tags import add_tag
from domain.enterprises.service import delete_enterprises, save_enterprise
from domain.exchange.samples import load_sample_office
from domain.policies.runs.service import delete_runs, take_run
from domain.values.progress import Silent
from gui.targets import ToCode, ToDecided, ToPage
from tests.gui.pictures.office import RESOURCES, Opened

Scene = tuple[str, Callable[[Opened], QWidget | None]]
"""A name, and what leads there; it gives the dialog or popup to be drawn over the window, if it is one."""


def scenes() -> Iterator[Scene]:
    """Yield every place that is drawn, in an order that needs no way back."""
    yield "enterprises", lambda o: o.go(ToPage("enterprises")) and None
    yield "enterprise", lambda o: o.go(ToCode(first_code(o))) and None
    for at in range(1, 6):
        yield f"enterprise-tab-{at}", lambda o, at=at: _tab(o, at)
    yield "enterprises-figures", _across
    yield "assessment", lambda o: _back(o) or (o.go(ToPage("assessment")) and None)
    yield "assessment-one", lambda o: o.go(ToDecided(first_code(o))) and None
    yield "assessment-manual", lambda o: _manual(o, -1)
    yield "assessment-deciding", lambda o: _manual(o, 3)
    yield "assessment-decided", decided
    yield "assessment-manual-all", _manual_all
    yield "assessment-totals", lambda o: _press(o, "assessment", "totals_button")
    yield "assessment-history", lambda o: _press(o, "assessment", "history_button")
    yield "policies", lambda o: o.go(ToPage("policies")) and None
    yield "policies-shelf", lambda o: _press(o, "policies", "shelf_button")
    yield "policies-trial", lambda o: _press(o, "policies", "trial_button")
    yield "policies-leaflet", lambda o: _press(o, "policies", "leaflet_button")
    yield "notices", lambda o: o.go(ToPage("notices")) and None
    yield "notices-issuing", _issuing
    yield "trail", lambda o: o.go(ToPage("trail")) and None
    yield "bin-empty", lambda o: o.go(ToPage("bin")) and None
    yield "bin", _bin
    yield "settings", lambda o: o.go(ToPage("settings")) and None


def first_code(opened: Opened) -> str:
    """Return the code of the first sample enterprise."""
    sample = load_sample_office(RESOURCES / "samples", opened.services.context.dictionary)
    return sample.enterprises[0].uscc


def _tab(opened: Opened, at: int) -> None:
    opened.page("enterprises").form.body.go_to(at)
    opened.settle()


def _back(opened: Opened) -> None:
    page = opened.page("enterprises")
    page.discard()
    page._show_list()
    opened.settle()


def _across(opened: Opened) -> None:
    _back(opened)
    page = opened.page("enterprises")
    page._on_all_figures()
    opened.settle()


def _press(opened: Opened, page_id: str, button: str) -> None:
    page = opened.go(ToPage(page_id))
    getattr(page, button).click()
    opened.settle()


def _bin(opened: Opened) -> None:
    """Something of every kind, some of which cannot come back."""
    context = opened.context
    store, dictionary, register = context.store, context.dictionary, opened.page("enterprises")
    ids = [*register.list.model.ids]
    before = store.ask(facts_of, ids[-1], dictionary)
    add_tag(store.seat("王小梅"), ids[-3:], "重点", Silent())
    with TemporaryDirectory() as folder:
        scan = Path(folder) / "2022年度增值税纳税申报表（四月至六月，含附表）.pdf"
        scan.write_bytes(b"%PDF-")
        files = add_files(store.seat("王小梅"), ids[0], [scan], Silent()).ids
    remove_attachments(store.seat("李建国"), files)
    delete_enterprises(store.seat("李建国"), ids[-3:])
    save_enterprise(store.seat("王小梅"), replace(before, name="郑州新登记的有限公司"), dictionary)
    save_filter(store.seat("王小梅"), SavedFilter("规上工业未走访", "郑州", ()))
    delete_filters(store.seat("王小梅"), ["规上工业未走访"])
    policy = context.policies.find("zhengdong-2022")
    run = take_run(store.seat("王小梅"), policy, dictionary, Silent())
    delete_runs(store.seat("李建国"), [run])
    one, other = read_two(store, ids[1], ids[2], dictionary)
    merge_two(store.seat("王小梅"), one, other, one.facts, dictionary)
    page = opened.go(ToPage("bin"))
    opened.settle()
    page.list.table.selectAll()
    opened.settle()


def _manual(opened: Opened, row: int) -> None:
    """Show what waits for a person, or one of it with something typed."""
    page = opened.go(ToPage("assessment"))
    page._show_list()
    page.manual_button.click()
    opened.settle()
    if row < 0:
        return
    page.manual.opened.emit(page.manual.model.row_at(row))
    opened.settle()
    form = page.deciding.answer.form.binding
    form.set_value("outcome", "granted")
    form.set_value("reason", "上年同期停业装修，没有销售额；经现场核实台账，按最低一档给予")
    form.set_value("kind", "minutes")
    opened.settle()


def decided(opened: Opened) -> None:
    """Show what was decided of a row."""
    _manual(opened, 4)
    page = opened.page("assessment")
    bounds = page.deciding.question.bounds
    amount = str(bounds.amounts[-1]) if bounds.amounts else bounds.most
    page.deciding.answer.form.binding.set_value("amount", amount)
    page.deciding.answer.form.binding.set_value("evidence", "2022年第9次主任办公会议纪要第二项")
    page.save()
    opened.settle()


def _manual_all(opened: Opened) -> None:
    _manual(opened, -1)
    opened.page("assessment").manual.state.set_value("all")
    opened.settle()


def _issuing(opened: Opened) -> None:
    page = opened.go(ToPage("assessment"))
    page._show_list()
    page.issue_button.click()
    opened.settle()
