"""The first minutes: who the office is, where its data live, samples or nothing, and a short tour."""
