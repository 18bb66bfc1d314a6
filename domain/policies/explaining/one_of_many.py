"""Explaining enterprises one by one, beside the results of the whole register."""

from domain.enterprises.queries import iterate_facts
from domain.policies.manual.queries import by_persons, decided_jointly
from domain.policies.many.among import AmongAll
from domain.policies.one.assessment import BY_RULE, assess, decide_each
from domain.policies.runs.register import Assessed, settle_among_all
from domain.policies.runs.results import Results
from domain.store.engine import Store
from domain.values.ids import EnterpriseId
from domain.values.progress import Reporter


class Explainer:
    """Decides single enterprises with their traces, on what the store holds when it is asked.

    What the whole register decides about them is taken over from results, as long as no enterprise was
    changed since; once one was, the register is looked at anew, which then serves for those that follow.
    """

    def __init__(self, results: Results) -> None:
        self.results = results
        self._among_all = results.among_all

    def explain(self, store: Store, id_: EnterpriseId, reporter: Reporter) -> Assessed | None:
        """Return what an enterprise comes to, as `assess_enterprises` says; None if it is not there any more.

        Raises:
            Cancelled: The user stopped it.
        """
        policy, dictionary = self.results.policy, self.results.dictionary
        with store.read() as session:
            facts = dict(iterate_facts(session, [id_], dictionary)).get(id_)
            if facts is None:
                return None
            given = by_persons(session, policy, [id_]).get(id_, BY_RULE)
            if not policy.is_contested:
                return Assessed(id_, facts, assess(policy, facts, dictionary, given), given)
            if not self._among_all.holds_in(session):
                given_to_all, jointly = by_persons(session, policy), decided_jointly(session, policy)
                self._among_all = AmongAll.read(
                    session, policy, dictionary, reporter, given_to_all, jointly=jointly
                )
            alone = Assessed(id_, facts, decide_each(policy, facts, dictionary, given), given)
            return settle_among_all(session, [alone], self._among_all)[0]
