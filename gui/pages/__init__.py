"""The screens, one module or folder each."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gui.services import Services
    from gui.widgets.page import Page

NAVIGATION: Final = (
    ("enterprises", "企业", "enterprises"),
    ("policies", "政策", "policies"),
    ("assessment", "评定", "assessment"),
    ("notices", "通知书", "notices"),
    ("settings", "设置", "settings"),
)
"""Id, word and icon of each page, known before the pages are."""


def build_pages(services: "Services") -> list["Page"]:
    """Return the pages in the order of the navigation."""
    from gui.pages.assessment import AssessmentPage  # noqa: PLC0415
    from gui.pages.enterprises.page import EnterprisesPage  # noqa: PLC0415
    from gui.pages.notices import NoticesPage  # noqa: PLC0415
    from gui.pages.policies import PoliciesPage  # noqa: PLC0415
    from gui.pages.settings import SettingsPage  # noqa: PLC0415

    pages = (EnterprisesPage, PoliciesPage, AssessmentPage, NoticesPage, SettingsPage)
    return [page(services) for page in pages]
