import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt

from gui.targets import ToPolicy

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def leaflet(sample_office, program, services, idle, qtbot):
    services.go_to(ToPolicy("zhengdong-2022"))
    idle()
    qtbot.mouseClick(program.policies.leaflet_button, LEFT)
    idle()
    return program.policies.leaflet


def test_that_a_policy_is_seen_on_one_sheet_and_saved(leaflet, program, idle, qtbot, tmp_path):
    assert leaflet.preview.view.page_count == 1
    assert program.policies.header.title == "政策明白卡"
    qtbot.mouseClick(leaflet.save_button, LEFT)
    target = tmp_path / "明白卡.pdf"
    leaflet.desk.dialog.fileSelected.emit(str(target))
    leaflet.desk.dialog.close()
    idle()
    (page,) = PdfReader(target).pages
    assert "工业企业运费补助" in page.extract_text()
    assert any("明白卡.pdf" in text for text in program.texts(program.window.message_bar))


def test_that_all_policies_are_bound_together(leaflet, idle):
    leaflet.choice.set_value("all")
    idle()
    assert leaflet.preview.view.page_count > 1
