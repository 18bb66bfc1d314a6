"""The card 附件, worked as a clerk works it."""

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from domain.enterprises import queries
from domain.enterprises.attachments import contents
from gui.pages.enterprises.attachments.scanning import ScanDialog
from gui.targets import ToEnterprise

pytestmark = pytest.mark.apart


class Viewer(QObject):
    def __init__(self):
        super().__init__()
        self.opened = []

    @Slot(QUrl)
    def open(self, url):
        self.opened.append(url.toLocalFile())


@pytest.fixture
def posted(services):
    messages = []
    services.messages.posted.connect(messages.append)
    return messages


@pytest.fixture(scope="module")
def unused(looked_at):
    """Enterprises that no test has used yet, with projects and without."""
    context = looked_at.services.context
    with context.store.read() as session:
        found = list(queries.iterate_facts(session, range(1, 60), context.dictionary))
    return {
        has_projects: iter([id_ for id_, facts in found if bool(facts.rows.get("projects")) is has_projects])
        for has_projects in (True, False)
    }


@pytest.fixture
def shown(program, sample_office, services, unused, request, idle):
    """Open an enterprise, with a project where the test asks for that; give back its card of files."""
    services.go_to(ToEnterprise(next(unused["project" in request.fixturenames])))
    idle()
    return program.enterprises.desk.attachments


@pytest.fixture
def project(shown):
    """The first project of the enterprise, as the card knows it, and its name."""
    return shown.project.itemData(1), shown.project.itemText(1)


@pytest.fixture
def scans(tmp_path):
    folder = tmp_path / "扫描"
    folder.mkdir()
    for name in ("营业执照.pdf", "租赁合同.pdf"):
        (folder / name).write_bytes(name.encode())
    return folder


@pytest.fixture
def viewed():
    """Take what would be opened with the system's program."""
    viewer = Viewer()
    QDesktopServices.setUrlHandler("file", viewer, "open")
    yield viewer.opened
    QDesktopServices.unsetUrlHandler("file")


def drop(card, *paths):
    """Drag files onto the card and let go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    keys, mouse = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    entering = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, data, mouse, keys)
    card.dragEnterEvent(entering)
    if entering.isAccepted():
        card.dropEvent(QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, data, mouse, keys))
    return entering.isAccepted()


def belongs_to(card):
    """Return what the list says that all its files belong to."""
    (at,) = [at for at, column in enumerate(card.model.columns) if column.title == "属于"]
    (found,) = {card.model.index(row, at).data() for row in range(card.model.rowCount())}
    return found


def names(card):
    return [row.file_name for row in card.model.rows]


def test_that_files_are_dropped_opened_and_removed_and_brought_back(
    shown, scans, idle, posted, viewed, qtbot, services
):
    assert drop(shown, scans / "营业执照.pdf", scans / "租赁合同.pdf")
    idle()
    assert names(shown) == ["租赁合同.pdf", "营业执照.pdf"]
    assert posted[-1].text == "已添加 2 个附件"
    shown.table.select_key(shown.model.row_at(1).id)
    QTest.keyClick(shown.table, Qt.Key.Key_Return)
    idle()
    (path,) = viewed
    assert path.endswith("营业执照.pdf")
    assert not path.startswith(str(contents.folder_of(services.context.home)))
    qtbot.mouseClick(shown.remove_button, Qt.MouseButton.LeftButton)
    idle()
    assert names(shown) == ["租赁合同.pdf"]
    assert posted[-1].text == "已移除“营业执照.pdf”"
    posted[-1].action[1]()
    idle()
    assert names(shown) == ["租赁合同.pdf", "营业执照.pdf"]


def test_that_an_addition_can_be_undone_and_nothing_is_added_twice(shown, scans, idle, posted):
    drop(shown, scans / "营业执照.pdf")
    idle()
    undo = posted[-1].action[1]
    drop(shown, scans / "营业执照.pdf")
    idle()
    assert posted[-1].text == "“营业执照.pdf”已经有了，没有重复添加"
    undo()
    idle()
    assert names(shown) == []
    assert shown.table.isHidden()


def test_that_what_cannot_be_taken_is_said_and_the_rest_is_added(shown, scans, idle, posted):
    (scans / "空.pdf").touch()
    drop(shown, scans / "空.pdf", scans, scans / "营业执照.pdf")
    idle()
    assert names(shown) == ["营业执照.pdf"]
    assert posted[-1].text.startswith("已添加 1 个附件；没有添加：“空.pdf”是空的（0 字节）；“扫描”是文件夹")


def test_that_what_was_added_is_in_hand_and_in_sight(shown, scans, idle):
    drop(shown, scans / "营业执照.pdf", scans / "租赁合同.pdf")
    idle()
    assert shown.table.current_row().file_name == "租赁合同.pdf"
    assert not shown.table.visibleRegion().isEmpty()


def test_that_a_file_can_belong_to_a_project(shown, project, scans, idle):
    shown.project.set_value(project[0])
    shown.add([scans / "租赁合同.pdf"])
    idle()
    assert [(row.row_uid, belongs_to(shown)) for row in shown.model.rows] == [project]


def test_that_a_file_stays_with_its_project_when_that_is_renamed_and_says_when_it_is_gone(
    program, shown, project, scans, idle
):
    desk = program.enterprises.desk
    shown.project.set_value(project[0])
    shown.add([scans / "租赁合同.pdf"])
    idle()
    projects = desk.form.lists["projects"]
    projects._lines[0].binding.set_value("name", "改了名的项目")
    assert program.enterprises.save()
    idle()
    assert belongs_to(shown) == shown.project.itemText(1) == "改了名的项目"
    shown.add([scans / "营业执照.pdf"])
    idle()
    assert belongs_to(shown) == "改了名的项目"
    projects.say_none()
    assert program.enterprises.save()
    idle()
    assert belongs_to(shown) == "（已删除）改了名的项目"


@pytest.mark.usefixtures("project")
def test_that_a_new_project_can_have_files_as_soon_as_it_is_saved(program, shown, scans, idle):
    projects = program.enterprises.desk.form.lists["projects"]
    projects.add_row()
    projects._lines[-1].binding.set_value("name", "刚登记的项目")
    assert program.enterprises.save()
    idle()
    last = shown.project.count() - 1
    assert shown.project.itemText(last) == "刚登记的项目"
    shown.project.set_value(shown.project.itemData(last))
    shown.add([scans / "租赁合同.pdf"])
    idle()
    assert belongs_to(shown) == "刚登记的项目"


def test_that_files_are_chosen_in_a_dialog(shown, scans, idle, qtbot):
    qtbot.mouseClick(shown.add_button, Qt.MouseButton.LeftButton)
    assert isinstance(shown.dialog, QFileDialog)
    shown.dialog.filesSelected.emit([str(scans / "营业执照.pdf")])
    shown.dialog.close()
    idle()
    assert names(shown) == ["营业执照.pdf"]


def test_that_scanned_files_are_listed_as_they_come_and_taken(shown, scans, idle, qtbot, services):
    qtbot.mouseClick(shown.scan_button, Qt.MouseButton.LeftButton)
    dialog = shown.dialog
    assert isinstance(dialog, ScanDialog)
    assert not dialog.take_button.isEnabled()
    qtbot.mouseClick(dialog.choose_button, Qt.MouseButton.LeftButton)
    dialog.dialog.fileSelected.emit(str(scans))
    dialog.dialog.close()
    idle()
    assert dialog.model.rowCount() == 2
    (scans / "新扫的.jpg").write_bytes(b"new")
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 3)
    assert services.preferences.scan_folder == scans
    dialog.table.selectAll()
    assert dialog.take_button.text() == "添加 3 个"
    qtbot.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)
    idle()
    assert sorted(names(shown)) == sorted(["新扫的.jpg", "租赁合同.pdf", "营业执照.pdf"])
    assert len(list(scans.iterdir())) == 3


def test_that_a_scan_folder_that_went_away_is_said(shown, scans, idle, qtbot, services):
    services.preferences.keep_scan_folder(scans / "没有")
    qtbot.mouseClick(shown.scan_button, Qt.MouseButton.LeftButton)
    idle()
    assert shown.dialog.empty._title.text() == "这个文件夹打不开"
    shown.dialog.reject()


def test_that_a_lost_or_altered_file_is_not_opened_but_named(shown, scans, idle, posted, viewed, services):
    shown.add([scans / "营业执照.pdf"])
    idle()
    row = shown.model.row_at(0)
    path = contents.path_of(services.context.home, row.sha256)
    path.chmod(0o600)
    path.write_bytes("换了内容的.pdf".encode()[: row.size])
    shown.table.select_key(row.id)
    shown.table.opened.emit(row)
    idle()
    assert "和加入时不一样" in posted[-1].text
    path.unlink()
    shown.table.opened.emit(row)
    idle()
    assert "的文件不见了" in posted[-1].text
    assert viewed == []
    assert shown.lost.isHidden()
    shown.reload()
    idle()
    assert shown.lost.label.text() == "“营业执照.pdf”的文件不见了或被改动过，请重新添加，或从备份恢复。"
    assert not shown.lost.isHidden()
    shown.add([scans / "营业执照.pdf"])
    idle()
    assert shown.lost.isHidden()


def test_that_a_program_is_kept_but_not_run(shown, scans, idle, posted, viewed):
    (scans / "发票.pdf.exe").write_bytes(b"MZ")
    shown.add([scans / "发票.pdf.exe"])
    idle()
    shown.table.select_key(shown.model.row_at(0).id)
    shown.table.opened.emit(shown.model.row_at(0))
    idle()
    assert "不直接打开" in posted[-1].text
    assert viewed == []


def test_that_a_file_is_saved_elsewhere(shown, scans, idle, qtbot, tmp_path):
    shown.add([scans / "营业执照.pdf"])
    idle()
    shown.table.select_key(shown.model.row_at(0).id)
    qtbot.mouseClick(shown.save_button, Qt.MouseButton.LeftButton)
    shown.dialog.fileSelected.emit(str(tmp_path / "副本.pdf"))
    shown.dialog.close()
    idle()
    assert (tmp_path / "副本.pdf").read_bytes() == "营业执照.pdf".encode()


def test_that_a_new_enterprise_takes_files_once_it_is_saved(program, idle, scans, qtbot):
    page = program.enterprises
    page.desk.leave_for(None)
    idle()
    assert not page.desk.attachments.add_button.isEnabled()
    assert not drop(page.desk.attachments, scans / "营业执照.pdf")
    assert page.desk.attachments.said.text() == "先保存这户企业，然后就可以把文件拖到这里。"
