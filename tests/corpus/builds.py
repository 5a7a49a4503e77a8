"""Small corpora for tests."""

from __future__ import annotations

from wonton.corpus.builders import Build, Slice, core_item
from wonton.corpus.items import Item
from wonton.corpus.source import parse_theorems

TEXT = """
# three theorems
theorem and_left_of (p q : Prop) : p ∧ q → p
  intro h; exact h.left

@classical
theorem em_of (p : Prop) : p ∨ ¬p
  exact Classical.em p

theorem zero_add_of (n : Nat) : 0 + n = n
  induction n with
  | zero => rfl
  | succ n ih => rw [Nat.add_succ, ih]
"""


def items() -> tuple[Item, ...]:
    """Three items, one of them classical."""
    return tuple(core_item(theorem) for theorem in parse_theorems(TEXT, "nat"))


def build(note: str = "") -> Build:
    """A build of them; `note` makes another build of it."""
    chosen = Slice("constructive", "without excluded middle", ("and_left_of", "zero_add_of"))
    everything = Slice("all", "every item", tuple(item.item_id for item in items()))
    return Build(items(), {"source": "test"}, {"note": note}, (chosen, everything), "constructive")
