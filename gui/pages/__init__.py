"""The screens, one module or folder each."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.services import Services
    from gui.widgets.page import Page


def build_pages(services: "Services") -> list["Page"]:
    """Return the pages in the order of the navigation."""
    from gui.pages.assessment import AssessmentPage  # noqa: PLC0415
    from gui.pages.enterprises import EnterprisesPage  # noqa: PLC0415
    from gui.pages.notices import NoticesPage  # noqa: PLC0415
    from gui.pages.policies import PoliciesPage  # noqa: PLC0415
    from gui.pages.settings import SettingsPage  # noqa: PLC0415

    pages = (EnterprisesPage, PoliciesPage, AssessmentPage, NoticesPage, SettingsPage)
    return [page(services) for page in pages]
