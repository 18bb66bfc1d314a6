"""One fact of many recorded enterprises set to the same value: an import without a file."""

from collections.abc import Sequence

from sqlmodel import col

from domain.enterprises.codec import encode
from domain.enterprises.dictionary import Fact
from domain.enterprises.entities import Enterprise
from domain.enterprises.facts import FactValue
from domain.enterprises.importing.comparing import live_holders
from domain.enterprises.importing.entries import Entries
from domain.store.engine import Store
from domain.store.sql import among
from domain.values.ids import EnterpriseId


def alike(store: Store, ids: Sequence[EnterpriseId], fact: Fact, value: FactValue) -> Entries:
    """Return what gives this value to these enterprises, to be previewed and imported.

    Ids that are not in the register any more are passed over.
    """
    with store.read() as session:
        wanted = among(col(Enterprise.id), ids)
        codes = [one.uscc for one in live_holders(session.connection(), wanted)]
    return Entries(codes, [""] * len(codes), {fact.name: [encode(value)] * len(codes)})
