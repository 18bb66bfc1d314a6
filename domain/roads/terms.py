"""The days of a road's steps, set without writing its file: another version, with nothing else changed."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from domain.office.calendar.working_days import Term
from domain.roads.files import road_from
from domain.roads.road import Road

_KEY: Final = re.compile(r"(\w+)\s*=")
_TABLE: Final = re.compile(r"\[\[?(\w+)\]?\]")


def with_terms(road: Road, terms: Mapping[str, Term], *, version: int, since: date) -> str:
    """Return the file of a road whose steps have to be done within these terms, by their ids.

    A step that has no term keeps having none.
    """
    said = "，".join(f"{one.title}限{terms[one.id].text}" for one in road.way if one.id in terms)
    people = f"；至少由 {road.people} 个人办" if road.people > 1 else ""
    head = {
        "version": str(version),
        "since": since.isoformat(),
        "summary": json.dumps(f"{said}{people}。", ensure_ascii=False),
    }
    text = "\n".join(_lines(road.content.decode("utf-8"), head, terms)) + "\n"
    written = road_from(text.encode("utf-8"), road.title)
    assert {id_: one.within for id_, one in written.states.items() if one.within} == {
        **{id_: one.within for id_, one in road.states.items() if one.within},
        **{id_: term for id_, term in terms.items() if road.states[id_].within},
    }
    return text


def _lines(text: str, head: Mapping[str, str], terms: Mapping[str, Term]) -> Iterator[str]:
    table, id_ = "", ""
    for line in text.splitlines():
        if (begun := _TABLE.match(line)) is not None:
            table, id_ = begun[1], ""
        key = found[1] if (found := _KEY.match(line)) is not None else ""
        if key == "id":
            id_ = json.loads(line.partition("=")[2].partition("#")[0])
        if not table and line.startswith("#"):
            # It may say the days of before.
            continue
        if not table and key in head:
            yield f"{key} = {head[key]}"
        elif table == "states" and key == "within" and id_ in terms:
            yield f'within = "{terms[id_].text}"'
        else:
            yield line
