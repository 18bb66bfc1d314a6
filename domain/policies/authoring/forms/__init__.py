"""Formulas as lines of choices, two ways.

    shapes    what a formula looks like as choices
    scope     what a formula may name at its place
    reading   formula → shape, or why not
    writing   shape → formula
    choices   what may be chosen at a place, and blank shapes to begin with
    tiers     a tariff as a table from–to: what was pasted, what is wrong with it, and back
    editing   steps on a draft: add, move, change, remove, rename

A window keeps only the formula: it reads the shape of it, changes that, and writes the formula anew.
"""
