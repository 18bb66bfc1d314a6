"""万人助万企: who is in charge of which enterprise, visits, and what enterprises asked for."""
