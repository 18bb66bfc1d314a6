"""Whether an office has the people for a road."""

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.roads.staffing import least_people, obstacles
from domain.store.permits import Role
from tests.domain.roads.short import road_of

ROAD = road_of()
HANDLING, REVIEWING = frozenset({Role.HANDLE}), frozenset({Role.REVIEW})
EVERYTHING = frozenset(Role)


def test_that_two_people_with_the_roles_can_walk_it():
    assert obstacles(ROAD, {"张三": HANDLING, "李四": REVIEWING | {Role.APPROVE}}) == []
    assert obstacles(ROAD, {"张三": EVERYTHING, "李四": EVERYTHING}) == []


def test_that_a_role_nobody_has_is_named_with_what_waits_for_it():
    said = obstacles(ROAD, {"张三": HANDLING, "李四": REVIEWING})
    assert "没有人有“批准”角色，“批准”没有人能办" in said
    assert "没有人有“批准”角色，“撤销”没有人能办" in said


def test_that_one_person_with_every_role_cannot_walk_what_wants_two():
    (said,) = obstacles(ROAD, {"张三": EVERYTHING})
    assert said.startswith("“受理”、“审核”、“批准”中有的步骤要由不同的人办")
    # The only one who may review is the only one who may accept.
    (said,) = obstacles(ROAD, {"张三": HANDLING | REVIEWING, "李四": frozenset({Role.APPROVE})})
    assert "分不过来" in said


STATES = "abcdef"


@settings(derandomize=True, max_examples=2 * settings.default.max_examples, deadline=None)
@given(st.sets(st.sampled_from(list(combinations(STATES, 2)))))
def test_that_the_least_number_of_people_is_what_trying_all_ways_finds(pairs):
    def is_enough(people):
        ways = product(range(people), repeat=len(STATES))
        return any(
            all(way[STATES.index(one)] != way[STATES.index(other)] for one, other in pairs) for way in ways
        )

    least = least_people(sorted(pairs))
    assert is_enough(least)
    assert least == 1 or not is_enough(least - 1)


def test_that_as_many_states_as_there_may_be_are_shared_out_at_once():
    ids = [f"s{at}" for at in range(30)]
    assert least_people(list(combinations(ids, 2))) == 30
