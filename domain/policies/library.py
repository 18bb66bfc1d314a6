"""The policies that are at hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.enterprises.dictionary import Dictionary
from domain.errors import BadInput, NotFound
from domain.policies.files import load_policy
from domain.policies.policy import Policy


@dataclass(frozen=True, slots=True)
class PolicyLibrary:
    """Policies by id, in the order of their files' names."""

    policies: Mapping[str, Policy]

    @staticmethod
    def load(folder: Path, dictionary: Dictionary) -> "PolicyLibrary":
        """Read every policy file of a folder.

        Raises:
            PolicyMistakes: A file has mistakes.
            BadInput: Two files have the same id.
        """
        policies: dict[str, Policy] = {}
        for path in sorted(folder.glob("*.toml")):
            policy = load_policy(path, dictionary)
            if policy.id in policies:
                raise BadInput(f"{path.name}：政策编号“{policy.id}”与另一个文件重复")
            policies[policy.id] = policy
        return PolicyLibrary(policies)

    def find(self, id_: str) -> Policy:
        """Return a policy.

        Raises:
            NotFound: There is none with this id; those that there are are named.
        """
        if id_ not in self.policies:
            raise NotFound(f"没有编号为“{id_}”的政策，现有：{'、'.join(self.policies) or '无'}")
        return self.policies[id_]
