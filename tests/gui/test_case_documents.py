"""Documents of cases are seen, saved, and written into a folder, with what was attached to the enterprise."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPdfWriter
from PySide6.QtWidgets import QWidget

from domain.cases.awards.making import Wanted, make_cases
from domain.cases.awards.reading import find_case, read_cases
from domain.cases.documents.kinds import CasePaper
from domain.cases.queries import list_notices
from domain.enterprises.attachments.service import add_files
from domain.exchange.intake.sources import open_source
from domain.funds.documents.whole_batch import read_whole_batch
from domain.policies.runs.register import assess_register
from domain.policies.trace import Outcome
from domain.store.acts import Action
from domain.store.audit import entries_of
from domain.store.tables import Kind, Subject
from domain.values.money import yuan_text
from domain.values.progress import Cancelled, Silent
from gui.files.paper_desk import _print as print_quietly
from gui.files.paper_dialog import PaperDialog
from gui.files.printing import Ordered, PrintOrder
from gui.pages.cases.documents import show_paper, write_files
from gui.pages.cases.telling import TellDialog
from gui.pages.cases.whole_batch import TABLE, WholeBatchDialog, write_whole_batch
from gui.pages.cases.whole_batch import _batch_of as batch_of_whole
from gui.widgets.dialog import opened
from tests.case_walk import NOW
from tests.filling import ALONE
from tests.reports.reading import squeezed

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def ids(sample_office, context, zhengdong):
    """Three cases, the first with what the enterprise handed in."""
    wanted = [
        Wanted(entry.enterprise_id, one.clause_id)
        for entry in assess_register(context.store, zhengdong, context.dictionary, Silent())
        for one in entry.decisions
        if one.outcome is Outcome.GRANTED and one.amount
    ]
    # Whoever sits there alone takes them along.
    made = make_cases(context.seat, wanted[:3], Silent(), policy=zhengdong, road=ALONE, rules=context.rules)
    return list(made.ids)


@pytest.fixture
def enclosed(ids, context, tmp_path):
    """A photograph, two scanned pages, a table, and a PDF that is none; of the first case's enterprise."""
    photo, scan = QImage(3000, 2000, QImage.Format.Format_RGB32), tmp_path / "纳税证明.pdf"
    photo.fill(QColor("teal"))
    photo.save(str(tmp_path / "营业执照.png"))
    writer = QPdfWriter(str(scan))
    painter = QPainter(writer)
    painter.drawText(200, 200, "one")
    writer.newPage()
    painter.drawText(200, 200, "two")
    painter.end()
    (tmp_path / "台账.xlsx").write_bytes(b"a table")
    (tmp_path / "坏的.pdf").write_bytes(b"%PDF nothing")
    with context.store.read() as session:
        enterprise = find_case(session, ids[0], context.rules.roads_in(session)).row.enterprise_id
    files = [tmp_path / name for name in ("营业执照.png", "纳税证明.pdf", "台账.xlsx", "坏的.pdf")]
    assert not add_files(context.seat, enterprise, files, Silent()).refused


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def save(dialog: PaperDialog, target, qtbot, idle):
    qtbot.mouseClick(dialog.save_button, LEFT)
    dialog.desk.dialog.fileSelected.emit(str(target))
    dialog.desk.dialog.close()
    idle()
    return [squeezed(page.extract_text()) for page in PdfReader(target).pages]


def test_that_documents_are_seen_and_saved_one_or_all(parent, services, ids, enclosed, idle, qtbot, tmp_path):
    forms = show_paper(parent, services, ids, CasePaper.APPROVAL)
    idle()
    assert forms.preview.view.page_count == 1
    assert len(save(forms, tmp_path / "审批表.pdf", qtbot, idle)) == 3
    menu = forms.forms_button.menu()
    menu.aboutToShow.emit()
    _, word, _ = menu.actions()
    word.trigger()
    (tmp_path / "单份").mkdir()
    forms.desk.dialog.fileSelected.emit(str(tmp_path / "单份"))
    forms.desk.dialog.close()
    idle()
    singly = sorted((tmp_path / "单份").iterdir())
    assert [path.name[:2] for path in singly] == ["1 ", "2 ", "3 "]
    assert all(path.name.endswith("补助资金审批表.docx") for path in singly)
    forms.close()
    public = show_paper(parent, services, ids, CasePaper.PUBLICITY)
    idle()
    # It is not their turn yet, which is said where it would be seen.
    assert public.preview.view.page_count == 0
    public.close()
    file = show_paper(parent, services, ids[:1], CasePaper.FILE)
    idle()
    pages = save(file, tmp_path / "案卷.pdf", qtbot, idle)
    assert file.preview.view.page_count == len(pages)
    *_, listed, photo, first, second = pages
    assert "营业执照.png" in listed
    assert "附后2页" in listed
    assert "没有附：不是图片或PDF，请另取原件" in listed
    assert "没有附：PDF有密码或读不出来，请另取原件" in listed
    assert "附件1营业执照.png第1页" in photo
    assert "附件2纳税证明.pdf第1页" in first
    assert "附件2纳税证明.pdf第2页" in second
    file.forms_button.menu().aboutToShow.emit()
    file.forms_button.menu().actions()[0].trigger()
    file.desk.dialog.fileSelected.emit(str(tmp_path / "案卷.docx"))
    file.desk.dialog.close()
    idle()
    # What is enclosed is there as long as it is written.
    with ZipFile(tmp_path / "案卷.docx") as word_file:
        assert sum(name.startswith("word/media/") for name in word_file.namelist()) == 3
    file.close()


class StoppedAtTheSecond(Silent):
    def step(self, progress):
        if progress.done * 3 >= progress.total:
            raise Cancelled


def test_that_the_files_of_a_batch_are_written_into_a_folder_and_stopped_between_two(
    parent, services, ids, idle, qtbot, tmp_path
):
    folder, other = tmp_path / "案卷", tmp_path / "停"
    folder.mkdir()
    other.mkdir()
    asking = show_paper(parent, services, ids, CasePaper.FILE)
    asking.fileSelected.emit(str(folder))
    asking.close()
    idle()
    names = sorted(path.name for path in folder.iterdir())
    assert [name[:2] for name in names] == ["1 ", "2 ", "3 "]
    assert all("案卷" in name and name.endswith(".pdf") for name in names)
    with services.context.store.read() as session:
        last = entries_of(session, Subject(Kind.CASE, ids[0]))[-1]
    assert last.summary == f"导出案卷（含附件）到“{folder.name}”"
    written = write_files(services.context, ids, other, StoppedAtTheSecond())
    assert written.text == "已停止：写好 1 个案卷，还有 2 个没有写"
    assert [path.name for path in other.iterdir()] == names[:1]


def test_that_every_paper_of_a_batch_is_written_in_each_form_with_the_same_sum(
    parent, services, context, ids, idle, tmp_path
):
    dialog = opened(WholeBatchDialog(parent, services, ids))
    idle()
    with context.store.read() as session:
        cases = read_cases(session, ids, context.rules.roads_in(session))
    total = yuan_text(sum(case.amount for case in cases))
    assert f"审批表：3 份（3 项，{total} 元）" in dialog.said.text()
    assert dialog.print_button.isEnabled()
    for box in dialog.boxes.values():
        box.setChecked(True)
    dialog.go_button.click()
    dialog.chooser.fileSelected.emit(str(tmp_path))
    dialog.chooser.close()
    idle()
    again, said = write_whole_batch(context, ids, [TABLE], tmp_path, Silent())
    assert (again.name, said) == ("全套文书（2）", "全套文书：文书清单已写好，在“全套文书（2）”里")
    whole = context.store.ask(read_whole_batch, ids, context.rules, NOW)
    written = tmp_path / "全套文书"
    first, *pages = [squeezed(page.extract_text()) for page in PdfReader(written / "全套文书 打印.pdf").pages]
    assert total in first
    assert len(pages) >= len(whole.papers)
    (listed,) = open_source(written / "全套文书 清单.xlsx").sheets
    assert next(row for row in listed.rows if "合计" in row)[-1] * 100 == sum(case.amount for case in cases)
    for form, ending in (("单份 PDF", ".pdf"), ("单份 Word", ".docx")):
        names = sorted(path.name for path in (written / form).iterdir())
        assert len(names) == len(whole.papers)
        assert all(name.endswith(ending) for name in names)
        assert all(any(case.row.enterprise_name in name for name in names) for case in cases)
    with context.store.read() as session:
        last = entries_of(session, Subject(Kind.CASE, ids[0]))[-1]
    assert last.summary == "导出全套文书到“全套文书（2）”"
    # Printed as one job in the same order; a page that was jammed alone, which is told of its paper.
    counts: list[int] = []

    def take(path: Path, *_: object) -> None:
        counts.append(len(PdfReader(path).pages))

    for wanted in (None, (1, 1)):
        order = PrintOrder("二楼打印室", pages=wanted)
        print_quietly(batch_of_whole(context, ids, whole), Ordered(order, take), Silent())
    assert counts == [1 + len(pages)] * 2
    with context.store.read() as session:
        entries = entries_of(session, Subject(Kind.CASE, ids[0]))
    title = whole.listing.title
    printed = [one.summary for one in entries if one.action == Action.PAPER_PRINT and title in one.summary]
    assert printed == [f"打印“{title}”（1 份）", f"重印“{title}”（第 1 页，1 份）"]


def test_that_cases_are_told_once_somebody_says_who_approved(parent, services, ids, idle, qtbot):
    done = []
    dialog = TellDialog(parent, services, ids, lambda: done.append("done"))
    dialog.open()
    idle()
    assert dialog.said.text().startswith("共 3 件：可以办理 3 件，可以办理的合计 ")
    assert dialog.preview.view.page_count == 2
    dialog.go_button.click()
    assert dialog.form.binding.error_text("approver") == "请填写批准人"
    dialog.approver.set_value("王局长")
    dialog.go_button.click()
    idle()
    assert done == ["done"]
    store = services.context.store
    assert [one.approver for one in store.ask(list_notices)] == ["王局长"] * 3
    again = TellDialog(parent, services, ids)
    idle()
    assert again.preview.view.page_count == 0
    assert not again.go_button.isEnabled()
    assert again.news.label.text().count("不到这一步，现在在“已下达”") == 3
    again.close()
