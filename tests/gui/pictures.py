"""Pictures of every page, to be looked at: ``python -m tests.gui.pictures build/pictures``.

Each at the sizes of screens that offices have. The sample office is in the register, some notices are out.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QApplication, QWidget

from domain.cases.numbering import state_last_numbers
from domain.cases.service import Approval, awards_of, issue_notices
from domain.enterprises.dictionary import load_dictionary
from domain.enterprises.service import import_enterprises
from domain.exchange.samples import load_sample_office
from domain.office.service import save_office
from domain.policies.library import PolicyLibrary
from domain.policies.register import assess_enterprises
from domain.progress import Silent
from domain.store.engine import Store
from domain.store.numbers.entries import Series
from gui.app import Shell, build_services
from gui.application import create_app
from gui.context import AppContext
from gui.main_window import MainWindow
from gui.preferences import FontScale
from gui.services import Services
from gui.theme import apply_theme
from reports.fonts import FontBook

RESOURCES: Final = Path(__file__).parent.parent.parent / "resources"

SIZES: Final = (
    (QSize(1024, 600), FontScale.STANDARD),
    (QSize(1024, 600), FontScale.HUGE),
    (QSize(1366, 768), FontScale.STANDARD),
    (QSize(1920, 1080), FontScale.STANDARD),
)


@dataclass(frozen=True)
class Opened:
    """The open window of a filled office."""

    app: QApplication
    services: Services
    shell: Shell

    @property
    def window(self) -> MainWindow:
        return self.shell.window

    def page(self, page_id: str) -> QWidget:
        return self.window.built(page_id)

    def go(self, page_id: str, **target: object) -> QWidget:
        self.services.go_to(page_id, **target)
        self.settle()
        return self.page(page_id)

    def settle(self) -> None:
        """Let everything that was asked for come."""
        for _ in range(3):
            self.app.processEvents()
            while not self.services.jobs.is_idle:
                self.app.processEvents()


Scene = tuple[str, Callable[[Opened], QWidget | None]]
"""A name, and what leads there; it may give a dialog to be drawn instead of the window."""


def scenes() -> Iterator[Scene]:
    """Yield every place that is drawn, in an order that needs no way back."""
    yield "enterprises", lambda o: o.go("enterprises") and None
    yield "enterprise", lambda o: o.go("enterprises", uscc=_first_code(o)) and None
    for at in range(1, 6):
        yield f"enterprise-tab-{at}", lambda o, at=at: _tab(o, at)
    yield "enterprises-figures", _across
    yield "assessment", lambda o: _back(o) or (o.go("assessment") and None)
    yield "assessment-one", lambda o: o.go("assessment", uscc=_first_code(o)) and None
    yield "assessment-totals", lambda o: _press(o, "assessment", "totals_button")
    yield "assessment-history", lambda o: _press(o, "assessment", "history_button")
    yield "policies", lambda o: o.go("policies") and None
    yield "policies-shelf", lambda o: _press(o, "policies", "shelf_button")
    yield "policies-trial", lambda o: _press(o, "policies", "trial_button")
    yield "policies-leaflet", lambda o: _press(o, "policies", "leaflet_button")
    yield "notices", lambda o: o.go("notices") and None
    yield "notices-issuing", _issuing
    yield "settings", lambda o: o.go("settings") and None


def _first_code(opened: Opened) -> str:
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
    page = opened.go(page_id)
    getattr(page, button).click()
    opened.settle()


def _issuing(opened: Opened) -> None:
    page = opened.go("assessment")
    page._show_list()
    page.issue_button.click()
    opened.settle()


def fill(context: AppContext) -> None:
    """Put the sample office into the store, and issue the first clause's notices."""
    sample = load_sample_office(context.resources / "samples", context.dictionary)
    save_office(context.seat, sample.office)
    import_enterprises(context.seat, sample.enterprises, Silent(), source="示例")
    policy = context.policies.find("zhengdong-2022")
    with context.store.read() as session:
        awards = awards_of(assess_enterprises(session, policy, context.dictionary, Silent()))
    state_last_numbers(context.seat, {Series(sample.office.number_prefix, 2022): 0})
    issue_notices(
        context.seat,
        awards[:5],
        Silent(),
        policy=policy,
        dictionary=context.dictionary,
        approval=Approval("王建军", date(2022, 11, 1)),
    )


def open_office(app: QApplication, home: Path) -> Opened:
    """Open the window on a filled store in `home`."""
    office = load_dictionary(RESOURCES / "facts" / "office.toml")
    policies = PolicyLibrary.load(RESOURCES / "policies", office)
    context = AppContext(
        seat=Store.open(home / "store").seat("王小梅"),
        office=office,
        load_shipped=lambda: policies,
        resources=RESOURCES,
        home=home,
        fonts=lambda: FontBook.load(RESOURCES / "fonts"),
    )
    fill(context)
    services = build_services(app, context)
    return Opened(app, services, Shell(app, services))


def draw(folder: Path, wanted: str = "") -> None:
    """Write one picture for each place and size."""
    app = create_app(["zhuqidui"])
    folder.mkdir(parents=True, exist_ok=True)
    for size, scale in SIZES:
        apply_theme(app, RESOURCES, scale)
        with tempfile.TemporaryDirectory() as home:
            opened = open_office(app, Path(home))
            opened.services.preferences.set_font_scale(scale)
            opened.settle()
            window = opened.window
            window.setMinimumSize(0, 0)
            window.resize(size)
            window.move(QPoint(0, 0))
            window.show()
            opened.settle()
            for name, lead in scenes():
                shown = lead(opened) or opened.window
                if wanted in name:
                    file = folder / f"{name}-{size.width()}{'' if scale is FontScale.STANDARD else scale}.png"
                    shown.grab().save(str(file))
            opened.services.jobs.shut_down()
            window.hide()
            opened.services.context.store.close()


if __name__ == "__main__":
    draw(Path(sys.argv[1]), *sys.argv[2:])
