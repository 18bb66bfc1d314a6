"""The rows shown before the program is there are those that the program shows."""

from pathlib import Path

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.service import delete_enterprises
from domain.enterprises.sql.finding import find_ids
from domain.enterprises.sql.first_rows import read_first_rows
from domain.enterprises.sql.rows import read_rows
from domain.exchange.samples import load_sample_office
from domain.office.service import save_office
from domain.store.engine import Store, driver_of
from domain.store.plain import STORE_NAME
from tests.filling import take_in

RESOURCES = Path("resources")


def filled_store(folder: Path, dictionary: Dictionary) -> Store:
    sample = load_sample_office(RESOURCES / "samples", dictionary)
    store = Store.open(folder)
    save_office(store.seat("test"), sample.office)
    ids = take_in(store.seat("test"), sample.enterprises)
    delete_enterprises(store.seat("test"), ids[:3])
    return store


def test_that_first_rows_are_those_of_the_list(tmp_path: Path, dictionary: Dictionary) -> None:
    store = filled_store(tmp_path, dictionary)
    with store.read() as session:
        ids = find_ids(session, EnterpriseQuery(), dictionary)
        rows = read_rows(driver_of(session), ids, dictionary)
    store.close()

    first = read_first_rows(tmp_path / STORE_NAME, dictionary)

    assert first is not None
    assert (first.ids, first.total) == (list(ids[:40]), len(ids))
    assert first.rows == {id_: rows[id_] for id_ in ids[:40]}


def test_that_a_store_that_cannot_be_read_shows_no_rows(tmp_path: Path, dictionary: Dictionary) -> None:
    for name, content in (("empty.db", b""), ("text.db", b"not a store" * 500)):
        (tmp_path / name).write_bytes(content)
        assert read_first_rows(tmp_path / name, dictionary) is None
    assert read_first_rows(tmp_path / "absent.db", dictionary) is None
