"""Which pages there are, and how each is made when it is asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from gui.early.page import OFFICE_DRAFT

if TYPE_CHECKING:
    from gui.early.page import Page
    from gui.services import Services


class Entry(NamedTuple):
    """A page as the navigation shows it, known before the page itself is there."""

    page_id: str
    title: str
    icon_name: str
    build: "Callable[[Services], Page]"
    """Makes the page, when it is asked for the first time."""

    is_searched: bool = False
    """Whether Ctrl+K finds something on it that was never shown."""

    group: str = ""
    """What stands above it and those that follow it in the navigation; empty goes on with the one before."""

    is_of_several: bool = False
    """Whether it is for several people; who works by himself sees none but the desk, once there are cases."""

    has_count: bool = False
    """Whether beside its word stands how much waits there."""

    draft: str = ""
    """Under which key it keeps what was typed; it is built at the start where something is kept."""


def _desk(services: "Services") -> "Page":
    from gui.pages.desk.page import DeskPage  # noqa: PLC0415

    return DeskPage(services)


def _enterprises(services: "Services") -> "Page":
    from gui.pages.enterprises.page import EnterprisesPage  # noqa: PLC0415

    return EnterprisesPage(services)


def _policies(services: "Services") -> "Page":
    from gui.pages.policies.page import PoliciesPage  # noqa: PLC0415

    return PoliciesPage(services)


def _assessment(services: "Services") -> "Page":
    from gui.pages.assessment.page import AssessmentPage  # noqa: PLC0415

    return AssessmentPage(services)


def _cases(services: "Services") -> "Page":
    from gui.pages.cases.page import CasesPage  # noqa: PLC0415

    return CasesPage(services)


def _funds(services: "Services") -> "Page":
    from gui.pages.funds.page import FundsPage  # noqa: PLC0415

    return FundsPage(services)


def _payments(services: "Services") -> "Page":
    from gui.pages.payments.page import PaymentsPage  # noqa: PLC0415

    return PaymentsPage(services)


def _notices(services: "Services") -> "Page":
    from gui.pages.notices.page import NoticesPage  # noqa: PLC0415

    return NoticesPage(services)


def _visits(services: "Services") -> "Page":
    from gui.pages.visits.page import VisitsPage  # noqa: PLC0415

    return VisitsPage(services)


def _takeup(services: "Services") -> "Page":
    from gui.pages.takeup.page import TakeUpPage  # noqa: PLC0415

    return TakeUpPage(services)


def _figures(services: "Services") -> "Page":
    from gui.pages.figures.page import FiguresPage  # noqa: PLC0415

    return FiguresPage(services)


def _problems(services: "Services") -> "Page":
    from gui.pages.problems.page import ProblemsPage  # noqa: PLC0415

    return ProblemsPage(services)


def _guides(services: "Services") -> "Page":
    from gui.pages.guides.page import GuidesPage  # noqa: PLC0415

    return GuidesPage(services)


def _cultivation(services: "Services") -> "Page":
    from gui.pages.cultivation.page import CultivationPage  # noqa: PLC0415

    return CultivationPage(services)


def _matching(services: "Services") -> "Page":
    from gui.pages.matching.page import MatchingPage  # noqa: PLC0415

    return MatchingPage(services)


def _projects(services: "Services") -> "Page":
    from gui.pages.projects.page import ProjectsPage  # noqa: PLC0415

    return ProjectsPage(services)


def _proposals(services: "Services") -> "Page":
    from gui.pages.proposals.page import ProposalsPage  # noqa: PLC0415

    return ProposalsPage(services)


def _trail(services: "Services") -> "Page":
    from gui.pages.trail.page import TrailPage  # noqa: PLC0415

    return TrailPage(services)


def _bin(services: "Services") -> "Page":
    from gui.pages.bin.page import BinPage  # noqa: PLC0415

    return BinPage(services)


def _settings(services: "Services") -> "Page":
    from gui.pages.settings.page import SettingsPage  # noqa: PLC0415

    return SettingsPage(services)


DESK: Final = "desk"
"""Where several people begin; who works alone begins with the first page that is there for anybody."""

PAGES: Final = (
    Entry(DESK, "工作台", "desk", _desk, is_of_several=True),
    Entry("enterprises", "企业", "enterprises", _enterprises, is_searched=True, group="资料"),
    Entry("policies", "政策", "policies", _policies, is_searched=True),
    Entry("assessment", "评定", "assessment", _assessment, group="办理"),
    Entry("cases", "事项", "cases", _cases, is_searched=True),
    Entry("funds", "资金", "funds", _funds),
    Entry("payments", "拨付", "payments", _payments),
    Entry("notices", "通知书", "notices", _notices, is_searched=True),
    Entry("proposals", "待确认", "check", _proposals, is_of_several=True, has_count=True),
    Entry("takeup", "政策直达", "forward", _takeup, group="服务"),
    Entry("visits", "走访", "calendar", _visits),
    Entry("problems", "问题", "question", _problems, is_searched=True),
    Entry("guides", "办事指南", "help", _guides, is_searched=True),
    Entry("projects", "项目", "projects", _projects, is_searched=True),
    Entry("cultivation", "培育", "success", _cultivation),
    Entry("matching", "对接", "matching", _matching, is_searched=True),
    Entry("figures", "统计", "table", _figures),
    Entry("trail", "操作记录", "clock", _trail, group="本机"),
    Entry("bin", "回收站", "trash", _bin),
    Entry("settings", "设置", "settings", _settings, draft=OFFICE_DRAFT),
)
