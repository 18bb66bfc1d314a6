"""One fact of many recorded enterprises set to the same value: an import without a file."""

from collections.abc import Sequence

from domain.enterprises.codec import encode
from domain.enterprises.dictionary import Dictionary, Fact
from domain.enterprises.facts import FactValue
from domain.enterprises.importing.comparing import Known, batches, codes_of
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.service import Imported, merge_enterprises
from domain.progress import Reporter
from domain.store.engine import Seat, Store


def alike(store: Store, ids: Sequence[int], fact: Fact, value: FactValue) -> Entries:
    """Return what gives this value to these enterprises, to be previewed and imported.

    Ids that are not in the register any more are passed over.
    """
    with store.read() as session:
        connection = session.connection()
        codes = [code for batch in batches(ids) for code in codes_of(connection, batch)]
    return Entries(codes, [""] * len(codes), {fact.name: [encode(value)] * len(codes)})


def set_alike(
    seat: Seat, entries: Entries, fact: Fact, dictionary: Dictionary, reporter: Reporter
) -> Imported:
    """Record what `alike` gave, as one act; `undoing.undo_import` takes it back.

    Raises:
        Cancelled: The user stopped it; nothing was changed.
    """
    title = f"批量改“{fact.label}”"
    return merge_enterprises(
        seat, entries, dictionary, reporter, known=Known.UPDATE, source=title, told=title
    )
