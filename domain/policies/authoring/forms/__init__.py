"""Formulas as lines of choices, two ways.

    shapes    what a formula looks like as choices
    scope     what a formula may name at its place
    writing   shape → formula
    reading   formula → shape, or why not
    choices   what may be chosen at a place, and shapes to begin with
    tiers     a tariff as a table from–to, with what is wrong with it, and back
    pasting   lines that were copied from elsewhere → such a table
    naming    which words of a formula name what
    editing   steps on a draft: add, move, change, remove, call otherwise

A window keeps only the formula: it reads the shape of it, changes that, and writes the formula anew.
"""
