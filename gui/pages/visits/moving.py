"""A visit that was recorded at the wrong enterprise goes to the right one."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from domain.outreach.moving import move_visit
from domain.outreach.visits import ListedVisit, SameVisit
from domain.values.ids import EnterpriseId
from gui.forms.asking import FormDialog
from gui.forms.editors import ChoiceBox
from gui.forms.enterprise_edit import EnterpriseEdit
from gui.services import Services
from gui.widgets.dialog import confirm


class MoveDialog(FormDialog):
    """Asks whose a visit is, and why it was recorded elsewhere."""

    def __init__(self, services: Services, parent: QWidget, visit: ListedVisit) -> None:
        super().__init__(services, parent, "走访改为另一户", "改为这一户", editor_width=430)
        self._visit = visit
        asked = f"，连同这次提出的 {visit.problems} 件问题" if visit.problems else ""
        self.said.setText(
            f"{visit.row.day.isoformat()} 的{visit.way.word}登记错了企业的，在这里改{asked}。"
            "照片随着改到那一户；宣讲的政策是按原来那一户说的，不随着改，请再打开这次走访勾选。"
        )
        choices = {str(id_): name for id_, name in visit.enterprises}
        if len(choices) > 1:
            self.form.add(
                "wrong", "登记错的", ChoiceBox(choices, unset_word="请选择"), missing="请选登记错的是哪一户"
            )
        self.right = EnterpriseEdit(services)
        self.form.add("right", "改为", self.right, missing="请选定实际走访的企业")
        self.form.add_reason("如：两户名称相近，选错了", "请写明改的理由")
        self.right.chain()

    def do(self, values: dict[str, Any]) -> None:
        self._move(values)

    def _move(self, values: dict[str, Any], *, although_there: bool = False) -> None:
        """Do it in a job; where the right one has such a visit already, ask first."""
        context, visit = self.services.context, self._visit
        wrong = EnterpriseId(int(values["wrong"])) if "wrong" in values else visit.enterprises[0][0]

        def failed(error: Exception) -> None:
            if isinstance(error, SameVisit):
                again = partial(self._move, values, although_there=True)
                asked = f"{error}。确实又去一次的，可以照样改。"
                confirm(self, "这次走访可能登记过", asked, "照样改", again)
            else:
                self.refused(error)

        self.services.jobs.run(
            lambda _: move_visit(
                context.seat,
                visit.seen,
                wrong,
                values["right"],
                context.problem_rules,
                because=values["because"],
                although_there=although_there,
            ),
            lambda count: self.done_with(f"已改为另一户，{count} 件问题随着改" if count else "已改为另一户"),
            on_failed=failed,
            busy=self.go_button,
            owner=self,
            label="正在办理",
        )
