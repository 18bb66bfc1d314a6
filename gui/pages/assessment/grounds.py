"""Why somebody decides so and what that rests on, as fields of a form; and taking a decision back."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from domain.policies.manual.deciding import MOST_LETTERS, Grounds, withdraw_decision
from domain.policies.manual.queries import Evidence
from domain.policies.trace import ByPerson
from domain.values.ids import ManualId
from gui.early.parts import Look, Note
from gui.forms.asking import TextDialog
from gui.forms.editors import ChoiceBox, LongTextEdit
from gui.forms.form import Form
from gui.pages.assessment.evidence_files import EvidenceFiles
from gui.services import Services


def add_grounds(form: Form, files: EvidenceFiles | None) -> None:
    """Ask for them; without ``files`` for words alone."""
    name = LongTextEdit("如：2022年第9次主任办公会议纪要第二项", lines=2, max_length=MOST_LETTERS)
    form.add("reason", "理由", LongTextEdit("为什么这样认定，会印在核定过程单上", lines=4), required=True)
    kinds = {one.value: one.word for one in Evidence if files is not None or one is not Evidence.FILE}
    form.add("kind", "依据", ChoiceBox(kinds), required=True)
    form.add("evidence", "依据名称", name)
    if files is not None:
        form.add(
            "attachments", "附件", files, hint="选定已有的，或添加文件" if files.may_add else "选定已有的"
        )


def grounds_of(values: Mapping[str, Any]) -> tuple[Grounds, dict[str, str]]:
    """Return what was entered, and what is to be said of its fields before anything is checked."""
    complaints = {} if "kind" in values else {"kind": "请选依据的种类"}
    given = Grounds(
        values.get("reason", ""),
        Evidence(values.get("kind", Evidence.OTHER)),
        values.get("evidence", ""),
        values.get("attachments", ()),
    )
    return given, complaints


def ask_to_withdraw(services: Services, over: QWidget, given: ByPerson, id_: ManualId) -> QDialog:
    """Ask why a decision is taken back, and take it back."""
    seat = services.context.seat
    dialog = TextDialog(
        over,
        "撤销人工认定",
        f"撤销 {given.who} 的认定？",
        "撤销认定",
        field="撤销理由",
        editor=LongTextEdit("如：会议纪要已修正", max_length=MOST_LETTERS),
        missing="请写明撤销的理由",
        said=[Note("撤销后重新列为待人工认定；这次认定和撤销的理由都留在记录里。")],
        look=Look.DANGER,
    )
    dialog.do(
        services,
        lambda text, _: withdraw_decision(seat, id_, because=text),
        lambda *_: services.messages.success("已撤销人工认定"),
        owner=over,
        label="正在撤销",
    )
    return dialog
