"""A figure that the office does not keep yet, entered where a clause needs it."""

from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.policies.authoring.draft import DraftFact
from domain.policies.authoring.forms.editing import add_fact
from domain.values.errors import BadInput
from gui.forms.asking import FormDialog
from gui.forms.editors import ChoiceBox, TextEdit
from gui.pages.authoring.steps import Steps
from gui.services import Services

KINDS: Final = {
    "money": "金额（元）",
    "number": "数量",
    "rate": "比例（%）",
    "truth": "是或否",
    "choice": "几个选项之一",
    "date": "日期",
    "text": "文字",
}
PERIODS: Final = {"no": "只有一个数", "yes": "按期填（某年、某季度）"}
_JUDGED: Final = ("money", "number", "rate", "choice", "truth")
_FROM: Final = {"filed": "企业填报或办公室登记", "judged": "由本单位认定（定上下限）"}
WITH_PERIOD: Final = ("money", "number", "rate", "truth", "choice")


def choices_of(text: str) -> dict[str, str]:
    """Return named choices as they are typed, 甲、乙、丙, each with a name of its own."""
    labels = dict.fromkeys(filter(None, (one.strip() for one in text.replace("，", "、").split("、"))))
    return {f"o{at}": label for at, label in enumerate(labels, start=1)}


class FactDialog(FormDialog):
    """Asks what the figure is called, what it is, and whether it belongs to a period."""

    def __init__(self, services: Services, steps: Steps, parent: QWidget, label: str = "") -> None:
        super().__init__(
            services, parent, "新数据项", "加入政策", width=600, label_width=90, editor_width=320
        )
        self._steps = steps
        self.said.setText("企业资料里没有的数据，由这项政策提出来；启用后出现在企业表单和导入模板里。")
        self.kind = ChoiceBox(KINDS, unset_word=None)
        self.form.add("label", "名称", TextEdit("如：首台套设备投入", max_length=60), missing="请填写名称")
        self.form.add("kind", "是什么", self.kind)
        self.form.add("unit", "单位", TextEdit("如：人、台、平方米", max_length=20))
        self.form.add("choices", "选项", TextEdit("用顿号隔开，如：国家级、省级、市级", max_length=500))
        self.form.add("by_period", "期间", ChoiceBox(PERIODS, unset_word=None))
        self.by = ChoiceBox(_FROM, unset_word=None)
        self.form.add("judged", "由谁定", self.by)
        self.form.add("least", "最低", TextEdit("如 1万、1%，不限的不填", max_length=40))
        self.form.add("most", "最高", TextEdit("如 5万、5%，不限的不填", max_length=40))
        self.form.load({"label": label} if label else {})
        self.kind.value_changed.connect(self._show_fields)
        self.by.value_changed.connect(self._show_fields)
        self._show_fields()

    def complaints(self, values: dict[str, Any]) -> dict[str, str]:
        if values.get("kind") == "choice" and len(choices_of(values.get("choices", ""))) < 2:
            return {"choices": "请写出至少两个选项，用顿号隔开"}
        return {}

    def do(self, values: dict[str, Any]) -> None:
        kind, is_judged = values["kind"], values["judged"] == "judged"
        fact = DraftFact(
            "",
            values["label"],
            kind,
            unit=values.get("unit", "") if kind == "number" else "",
            choices=choices_of(values.get("choices", "")) if kind == "choice" else {},
            by_period=not is_judged and kind in WITH_PERIOD and values.get("by_period") == "yes",
            least=values.get("least", "") if is_judged else "",
            most=values.get("most", "") if is_judged else "",
        )
        try:
            draft = add_fact(self._steps.draft, fact, self.services.context.office, judged=is_judged)
        except BadInput as error:
            self.refused(error)
            return
        self._steps.change(draft, f"加数据项“{fact.label}”")
        self.accept()

    def _show_fields(self) -> None:
        kind = self.kind.value()
        self.form.show_field("unit", is_shown=kind == "number")
        self.form.show_field("choices", is_shown=kind == "choice")
        is_judged = self.by.value() == "judged"
        self.form.show_field("by_period", is_shown=kind in WITH_PERIOD and not is_judged)
        self.form.show_field("judged", is_shown=kind in _JUDGED)
        for bound in ("least", "most"):
            self.form.show_field(bound, is_shown=is_judged and kind in ("money", "number", "rate"))
