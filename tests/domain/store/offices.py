"""Offices with something in them, in real stores."""

from datetime import date
from pathlib import Path

from domain.cases.service import Approval, awards_of, issue_notices
from domain.enterprises.dictionary import Dictionary, load_dictionary
from domain.exchange.samples import load_sample_office
from domain.office.service import save_office
from domain.policies.files.library import PolicyLibrary
from domain.policies.runs.register import assess_register
from domain.store.backup.contents import contents_of
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.values.progress import Silent
from tests.filling import ALONE, let_notices_out, take_in

RESOURCES = Path(__file__).parents[3] / "resources"
OFFICE = "示例区企业服务中心"


def fill(store: Store, *, enterprises: int = 6, notices: bool = True) -> None:
    """Record the sample office with some of its enterprises, and issue every notice there is for them."""
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    sample = load_sample_office(RESOURCES / "samples", dictionary)
    office = sample.office.model_copy(update={"name": OFFICE})
    save_office(store.seat("王小梅"), office)
    take_in(store.seat("王小梅"), sample.enterprises[:enterprises])
    if notices:
        issue_all(store, dictionary)


def issue_all(store: Store, dictionary: Dictionary) -> None:
    policy = PolicyLibrary.load(RESOURCES / "policies", dictionary).find("zhengdong-2022")
    let_notices_out(store.seat("王小梅"), policy)
    issue_notices(
        store.seat("王小梅"),
        awards_of(assess_register(store, policy, dictionary, Silent())),
        Silent(),
        policy=policy,
        dictionary=dictionary,
        approval=Approval("李主任", date(2026, 3, 2)),
        road=ALONE,
    )


def rows_of(home: Path) -> tuple[str, int, int]:
    """Return office, enterprises and notices of a store, read by plain SQL."""
    found = contents_of(home / STORE_NAME)
    return found.office, found.enterprises, found.notices
