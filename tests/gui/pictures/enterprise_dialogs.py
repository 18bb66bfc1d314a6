"""The dialogs and popups over the page of enterprises. Each scene leads there by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import xlsxwriter
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from domain.enterprises import queries
from domain.enterprises.codes import check_sign
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.service import save_enterprise
from domain.values.errors import DomainError
from gui.files.exporting import ExportDialog
from gui.forms.asking import NameDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.intake.past import PastImports
from gui.intake.wizard import IntakeWizard
from gui.pages.enterprises.attachments.scanning import ScanDialog
from gui.pages.enterprises.duplicates.duplicates_dialog import DuplicatesDialog
from gui.pages.enterprises.duplicates.merge_dialog import MergeDialog
from gui.pages.enterprises.form.history_dialog import HistoryDialog
from gui.pages.enterprises.form.row_paste import PasteDialog
from gui.pages.enterprises.register.change_alike import AlikeDialog
from gui.pages.enterprises.register.columns_panel import ColumnsPanel
from gui.pages.enterprises.register.filter_panel import FilterPanel
from gui.targets import ToCode, ToPage
from gui.widgets.dialog import Question
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene, first_code

_LONG: Final = "郑州郑东新区云图数字智能装备研究院与成果转化有限责任公司"
_HEADINGS: Final = (
    "序号",
    "社会信用代码",
    "单位名称",
    "联系电话",
    "统计专业",
    "1-6月产值（万美元）",
    "上年同期1-6月销售额",
    "本月营业收入",
    "老板",
)


def enterprise_dialogs() -> Iterator[Scene]:
    """Yield every dialog over the page of enterprises."""
    yield "import-start", _wizard
    yield "import-file", lambda o: _step(o, 0)
    yield "import-columns", lambda o: _step(o, 1)
    yield "import-columns-refused", _refused_columns
    yield "import-mistakes", lambda o: _step(o, 2, _wrong())
    yield "import-preview", lambda o: _step(o, 3, _right(o))
    yield "import-no-file", _unreadable
    yield "import-given-up", _given_up
    yield "import-result", _imported
    yield "import-past", _past
    yield "paste-row", _pasted
    yield "deleting", _deleting
    yield "duplicates", _duplicates
    yield "merging", _merging
    yield "alike", _alike
    yield "tagging", _tagging
    yield "filter", _filter
    yield "columns", _columns
    yield "export", partial(_export, some=True)
    yield "export-all", partial(_export, some=False)
    yield "history", _history
    yield "clash", _clash
    yield "calendar", _calendar
    yield "scanning", _scanning
    yield "unsaved", _unsaved


def _list(opened: Opened) -> Any:
    """Lead to the list of enterprises."""
    page = opened.go(ToPage("enterprises"))
    page.discard()
    opened.settle()
    return page


def _select(page: Any, count: int) -> None:
    table = page.list.table
    table.clearSelection()
    table.selectRow(0)
    for row in range(1, count):
        table.selectionModel().select(
            page.list.model.index(row, 0),
            table.selectionModel().SelectionFlag.Select | table.selectionModel().SelectionFlag.Rows,
        )


# Importing


def _wizard(opened: Opened) -> Any:
    _list(opened).import_button.click()
    return opened.top(IntakeWizard)


def _step(opened: Opened, at: int, rows: Sequence[Sequence[object]] | None = None) -> QWidget:
    wizard = _wizard(opened)
    wizard.open_file(_workbook(opened, rows or _unclear()))
    opened.settle()
    for _ in range(at):
        wizard.next_button.click()
        opened.settle()
    return wizard


def _refused_columns(opened: Opened) -> QWidget:
    return _step(opened, 2)


def _unreadable(opened: Opened) -> QWidget:
    path = opened.folder / "关于报送2022年上半年规模以上工业企业主要经济指标的通知.docx"
    path.write_bytes(b"PK\x03\x04 no table")
    wizard = _wizard(opened)
    wizard.open_file(path)
    opened.settle()
    return wizard


def _given_up(opened: Opened) -> QWidget:
    wizard = _step(opened, 2, _wrong())
    wizard.check.model.setData(wizard.check.view.currentIndex(), code(1))
    opened.settle()
    wizard.cancel_button.click()
    return opened.top(Question)


def _imported(opened: Opened) -> None:
    wizard = _step(opened, 3, _right(opened))
    wizard.next_button.click()
    opened.settle()


def _past(opened: Opened) -> QWidget:
    _imported(opened)
    opened.page("enterprises").importer.show_past()
    opened.settle()
    return opened.top(PastImports)


def _workbook(opened: Opened, rows: Sequence[Sequence[object]]) -> Any:
    path = opened.folder / "2022年上半年企业主要指标.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for title, lines in (("指标", rows), ("项目", _projects()), ("填表说明", [("请各企业如实填报",)])):
            sheet = book.add_worksheet(title)
            for at, row in enumerate(lines):
                sheet.write_row(at, 0, row)
    return path


def _projects() -> list[tuple[object, ...]]:
    return [
        ("统一社会信用代码", "项目名称", "总投资（万元）"),
        (code(1), "智能装备生产线二期", 1200.5),
        (code(2), "研发中心", 3000),
    ]


def _unclear() -> list[tuple[object, ...]]:
    rows = [(at, code(at), _LONG, "13800001234", "工业", 1.5, 2, 3, "张三") for at in range(1, 9)]
    return [("2022年企业主要指标",), _HEADINGS, *rows, ("合计", "", "", "", "", 12, 16, 24, "")]


def _plain(*rows: tuple[object, ...]) -> list[tuple[object, ...]]:
    headings = (
        "统一社会信用代码",
        "企业名称",
        "联系电话",
        "统计专业",
        "1-6月产值（万元）",
        "销售额(元) 2022Q2",
    )
    return [headings, *rows]


def _wrong() -> list[tuple[object, ...]]:
    return _plain(
        ("123", "甲公司", "1381234", "工业", "约三百", 12),
        (code(2), "", "13800001234", "渔业", 5, 6),
        *((code(at), _LONG, "13800001234", "工业", 1.5 * at, 20_000) for at in range(3, 9)),
        ("合计", "", "", "", 40, 50),
    )


def _right(opened: Opened) -> list[tuple[object, ...]]:
    known = [(one.uscc, one.name) for one in _known(opened)]
    news = [(code(at), f"{_LONG}（{at}）") for at in range(1, 5)]
    return _plain(*((*pair, "13812345678", "零售业", 8.5, 70_000) for pair in (*known, *news)))


def _known(opened: Opened) -> list[Any]:
    model = _list(opened).list.model
    return [model.row_at(row).found for row in range(6)]


def code(number: int) -> str:
    """Return a sound code that no sample has."""
    body = f"91410100MA{number:07d}"
    return body + check_sign(body)


# Others over the list


def _deleting(opened: Opened) -> QWidget:
    page = _list(opened)
    page.list.table.selectAll()
    page.delete_button.click()
    return opened.top(Question)


def _pair(opened: Opened) -> None:
    context = opened.context
    for number, name, kind in (
        (11, "郑州云图科技有限公司", "software"),
        (12, "云图科技有限责任公司", "other"),
        (13, _LONG, "industry"),
        (14, f"{_LONG}郑州分公司", "industry"),
    ):
        facts = EnterpriseFacts(
            code(number), name, {"contact_phone": f"1380000{number // 3}34", "industry_kind": kind}
        )
        try:
            save_enterprise(context.store.seat("王"), facts, context.dictionary)
        except DomainError:
            continue
    opened.settle()


def _duplicates(opened: Opened) -> QWidget:
    page = _list(opened)
    _pair(opened)
    page.duplicates.button.click()
    opened.settle()
    return opened.top(DuplicatesDialog)


def _merging(opened: Opened) -> QWidget:
    dialog: Any = _duplicates(opened)
    dialog.merge_button.click()
    opened.settle()
    return opened.top(MergeDialog)


def _alike(opened: Opened) -> QWidget:
    page = _list(opened)
    _select(page, 12)
    page.list.alike_button.click()
    dialog = opened.top(AlikeDialog)
    dialog.fact.set_value("business_address")
    dialog.editor.set_value("河南自贸试验区郑州片区（郑东）商务外环路与九如路交叉口向北五十米")
    opened.wait(dialog.model.rowCount)
    return dialog


def _tagging(opened: Opened) -> QWidget:
    page = _list(opened)
    _select(page, 3)
    page.list.tag_button.click()
    opened.settle()
    dialog = opened.top(NameDialog)
    dialog.refuse(ValueError("标签不能超过 20 个字，也不能有逗号、顿号和分号；请写短一些"))
    return dialog


def _filter(opened: Opened) -> QWidget:
    _list(opened).list.filter_button.click()
    opened.settle()
    return opened.top(FilterPanel)


def _columns(opened: Opened) -> QWidget:
    _list(opened).list.columns_button.click()
    return opened.top(ColumnsPanel)


def _export(opened: Opened, *, some: bool) -> QWidget:
    page = _list(opened)
    _select(page, 7 if some else 0)
    if not some:
        page.list.table.clearSelection()
    page.list.show_column("contact_phone")
    page.list.export_button.click()
    opened.settle()
    return opened.top(ExportDialog)


# Over the form


def _form(opened: Opened) -> Any:
    _list(opened)
    return opened.go(ToCode(first_code(opened)))


def _pasted(opened: Opened) -> QWidget:
    page = _form(opened)
    cells = {
        "统一社会信用代码": first_code(opened),
        "企业名称": "改了名的公司",
        "联系电话": "1381234",
        "统计专业": "渔业",
        "法人": "张三",
        "1-6月产值（万元）": "约三百",
        "销售额(元) 2022Q2": "12,345.67",
        "上年同期1-6月销售额": "2",
        "备注": "本年度新增规模以上企业，联系人出差，下周一回来后再核对",
    }
    text = "\n".join("\t".join(line) for line in (cells.keys(), cells.values()))
    QGuiApplication.clipboard().setText(text)
    page.form.paste_button.click()
    opened.settle()
    return opened.top(PasteDialog)


def facts_of(opened: Opened) -> EnterpriseFacts:
    """Return what is recorded of the first sample enterprise."""
    with opened.context.store.read() as session:
        holder = queries.find_by_uscc(session, first_code(opened))
        assert holder is not None
        assert holder.id is not None
        return queries.facts_of(session, holder.id, opened.context.dictionary)


def _history(opened: Opened) -> QWidget:
    page = _form(opened)
    facts = facts_of(opened)
    for name in ("改名的公司", _LONG):
        changed = replace(facts, name=name, attributes={**facts.attributes, "business_address": name})
        save_enterprise(
            opened.context.store.seat("李大力"), changed, opened.context.dictionary, id_=page.desk.id
        )
    page.form.history_button.click()
    opened.settle()
    return opened.top(HistoryDialog)


def _clash(opened: Opened) -> QWidget:
    page = _form(opened)
    facts = facts_of(opened)
    theirs = {"notes": _LONG, "contact_person": "钱多", "registered_capital": 123_456_700}
    changed = replace(
        facts, attributes={**facts.attributes, **theirs}, rows={"projects": ({"name": "三期"},)}
    )
    save_enterprise(opened.context.store.seat("李大力"), changed, opened.context.dictionary, id_=page.desk.id)
    page.form.fields.set_value("notes", "下半年再走访一次")
    page.form.fields.set_value("contact_person", "孙小红")
    page.save_button.click()
    opened.settle()
    return opened.top(Question)


def _calendar(opened: Opened) -> QWidget:
    page = _form(opened)
    edit = next(one for one in page.form.findChildren(OptionalDateEdit) if one.isVisible())
    edit._open.click()
    return opened.top(QMenu)


def _scanning(opened: Opened) -> QWidget:
    folder = opened.folder / "扫描仪共享文件夹" / "企业服务中心二楼复印室" / "2022年11月"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, 5):
        (folder / f"扫描件_20221101_{number:04d}_{_LONG}营业执照副本.pdf").write_bytes(bytes(90_000 * number))
    opened.services.preferences.keep_scan_folder(folder)
    page = _form(opened)
    dialog = ScanDialog(opened.services, page)
    dialog.begin()
    dialog.open()
    opened.wait(dialog.model.rowCount)
    dialog.table.selectAll()
    return dialog


def _unsaved(opened: Opened) -> QWidget:
    page = _form(opened)
    QTest.keyClicks(page.form.findChildren(OptionalDateEdit)[0].line, "2022")
    opened.services.go_to(ToPage("notices"))
    return opened.top(Question)
