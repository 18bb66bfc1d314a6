"""The policies that are at hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from domain.enterprises.dictionary import Dictionary
from domain.policies.files.files import load_policy
from domain.policies.policy import Policy
from domain.values.errors import BadInput, NotFound


@dataclass(frozen=True, slots=True)
class PolicyLibrary:
    """Policies by id, in the order of their files' names.

    Attributes:
        policies: Those that are decided.
        dictionary: The office's facts and those that these policies ask for.
        templates: Examples to be adapted; what they ask for is not in the dictionary.
        office: The office's facts alone, which every policy is read with.
    """

    policies: Mapping[str, Policy]
    dictionary: Dictionary
    templates: Mapping[str, Policy]
    office: Dictionary

    def with_policies(self, others: Iterable[Policy]) -> "PolicyLibrary":
        """Return the library with more policies; one with an id that is there already takes its place.

        Raises:
            BadInput: Policies ask for different facts by the same name.
        """
        policies = {**self.policies, **{policy.id: policy for policy in others}}
        return PolicyLibrary(policies, _joined(self.office, policies), self.templates, self.office)

    @staticmethod
    def load(folder: Path, dictionary: Dictionary) -> "PolicyLibrary":
        """Read every policy file of a folder.

        Raises:
            PolicyMistakes: A file has mistakes.
            BadInput: Two files have the same id, or ask for different facts by the same name.
        """
        policies: dict[str, Policy] = {}
        templates: dict[str, Policy] = {}
        for path in sorted(folder.glob("*.toml")):
            policy = load_policy(path, dictionary)
            if policy.id in policies or policy.id in templates:
                raise BadInput(f"{path.name}：政策编号“{policy.id}”与另一个文件重复")
            (templates if policy.is_template else policies)[policy.id] = policy
        return PolicyLibrary(policies, _joined(dictionary, policies), templates, dictionary)

    def find(self, id_: str) -> Policy:
        """Return a policy or a template.

        Raises:
            NotFound: There is none with this id; those that there are are named.
        """
        known = {**self.policies, **self.templates}
        if id_ not in known:
            raise NotFound(f"没有编号为“{id_}”的政策，现有：{'、'.join(known) or '无'}")
        return known[id_]


def _joined(dictionary: Dictionary, policies: Mapping[str, Policy]) -> Dictionary:
    """Return the facts of the office and of all policies.

    Raises:
        BadInput: Two policies mean different things by one name.
    """
    office = dictionary
    for policy in policies.values():
        facts = _told_apart(policy.facts, office)
        for known, declared in (
            (dictionary.attributes, facts.attributes),
            (dictionary.indicators, facts.indicators),
            (dictionary.rows, facts.rows),
        ):
            for name, fact in declared.items():
                if name in known and known[name] != fact:
                    raise BadInput(f"政策“{policy.title}”的数据“{name}”与别的政策同名而内容不同，请改名")
        dictionary = dictionary.extended(facts)
    return dictionary


def _told_apart(facts: Dictionary, office: Dictionary) -> Dictionary:
    """Return facts of a policy; what the office keeps too, under another name, is labelled otherwise."""
    labels = {fact.label: name for name, fact in office.attributes.items()}
    attributes = {
        name: fact if labels.get(fact.label, name) == name else replace(fact, label=f"{fact.label}（政策用）")
        for name, fact in facts.attributes.items()
    }
    return replace(facts, attributes=attributes)
