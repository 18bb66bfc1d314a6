"""FACTS from a file, be it JSON or sheets."""

from pathlib import Path

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.exchange.facts_json import read_facts_json
from domain.exchange.facts_sheets import Tell, read_facts_sheets, untold


def read_facts(path: Path, dictionary: Dictionary, tell: Tell = untold) -> list[EnterpriseFacts]:
    """Read FACTS from JSON, .xlsx, .xls, .ods or .csv; ``tell`` is told what was passed over.

    Raises:
        BadInput: The file cannot be read or has mistakes; every complaint with its place.
    """
    if path.suffix.lower() == ".json":
        return read_facts_json(path, dictionary)
    return read_facts_sheets(path, dictionary, tell)
