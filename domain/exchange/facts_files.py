"""FACTS from a file, be it JSON or the Excel template."""

from pathlib import Path

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.errors import BadInput
from domain.exchange.facts_excel import read_facts_excel
from domain.exchange.facts_json import read_facts_json


def read_facts(path: Path, dictionary: Dictionary) -> list[EnterpriseFacts]:
    """Read FACTS; the file's ending says of what kind it is.

    Raises:
        BadInput: The file cannot be read or has mistakes; every complaint with its place.
    """
    match path.suffix.lower():
        case ".json":
            return read_facts_json(path, dictionary)
        case ".xlsx":
            return read_facts_excel(path, dictionary)
    raise BadInput(f"{path.name}：只能读 .json 和 .xlsx（用“template”命令导出的模板）")
