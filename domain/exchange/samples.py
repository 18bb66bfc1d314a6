"""The sample office that ships with the program; all of it is invented."""

import json
from dataclasses import dataclass
from pathlib import Path

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.exchange.facts_json import read_facts_json
from domain.office.entities import OfficeFields


@dataclass(frozen=True, slots=True)
class SampleOffice:
    """An office with its enterprises."""

    office: OfficeFields
    enterprises: list[EnterpriseFacts]


def load_sample_office(folder: Path, dictionary: Dictionary) -> SampleOffice:
    """Read the sample office from the folder it ships in."""
    office = OfficeFields.model_validate(json.loads((folder / "settings.json").read_text("utf-8")))
    return SampleOffice(office, read_facts_json(folder / "office.json", dictionary))
