"""What is shown in the place of the enterprises page until that is there."""

from typing import TYPE_CHECKING

from domain.values.ids import enterprises_in
from gui.early.page import Sheet
from gui.early.parts import Look

if TYPE_CHECKING:
    from domain.enterprises.dictionary import Dictionary
    from domain.enterprises.sql.first_rows import FirstRows
    from gui.early.preferences import Preferences


class StandIn(Sheet):
    """Looks as the enterprises page will; nothing on it can be used yet."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.header.add_action("下载模板", _nothing, icon_name="download")
        self.header.add_action("从 Excel 导入", _nothing, icon_name="upload")
        self.header.add_action("新增企业", _nothing, look=Look.PRIMARY, icon_name="plus")
        self.body.addStretch(1)

    def show_rows(self, first: "FirstRows", dictionary: "Dictionary", preferences: "Preferences") -> None:
        """Show the list with its first rows."""
        from array import array  # noqa: PLC0415 - after the first paint

        from gui.pages.enterprises.register.list_model import Listing  # noqa: PLC0415
        from gui.pages.enterprises.register.view import RegisterView  # noqa: PLC0415

        view = RegisterView(dictionary, preferences, _nothing, self)
        # As many rows as there will be, for the scroll bar; nobody can scroll to those without an id.
        out_of_sight = array("i", bytes(array("i").itemsize)) * (first.total - len(first.ids))
        ids = enterprises_in(array("i", first.ids) + out_of_sight)
        view.show_listing(Listing(ids, first.rows, first.total))
        self.body.insertWidget(0, view, 1)
        self.body.takeAt(1)


def _nothing() -> None:
    """Stand in for acts that come with the program."""
