"""Five goals and what each provider's prompt makes of them: the page `docs/reference/prompts.md`, which tests compare
with what models are really given."""

from __future__ import annotations

from inspect import cleandoc

from wonton.core.expr import Expr, ExprKind
from wonton.core.goal import Goal, Hypothesis
from wonton.providers.base import GoalContext
from wonton.providers.models import compact
from wonton.providers.models.prompts import keep_ends, template
from wonton.providers.models.registry import SPECS
from wonton.providers.models.tokens import ByteCodec

#: Prompts of more characters are shown by their ends, so many of each.
_SHOWN = 400
_NO_TREE = Expr(ExprKind.CONST, "True")


def _goal(target: str, *hypotheses: tuple[str, str]) -> Goal:
    """A goal by its texts; prompts see nothing else."""
    return Goal(tuple(Hypothesis(name, text, _NO_TREE) for name, text in hypotheses), _NO_TREE, target)


#: What each example shows, the goal, and its context.
EXAMPLES: dict[str, tuple[Goal, GoalContext]] = {
    "the root of a theorem": (
        _goal("Eq (Nat.add n Nat.zero) n", ("n", "Nat")),
        GoalContext("nat_add_zero", "(n : Nat) : Eq (Nat.add n Nat.zero) n"),
    ),
    "unicode, imports, steps on the way": (
        _goal("∃ ε > 0, ∀ x ∈ s, ‖f x‖ ≤ ε", ("α", "Type u_1"), ("f", "α → ℝ"), ("s", "Set α"), ("h✝", "s.Finite")),
        GoalContext(
            "bounded_of_finite",
            "{α : Type u_1} (f : α → ℝ) (s : Set α) : s.Finite → ∃ ε > 0, ∀ x ∈ s, ‖f x‖ ≤ ε",
            ("intro h", "by_cases h₂ : s = ∅"),
            header="import Mathlib.Data.Set.Finite\n\nopen Set\n",
        ),
    ),
    "a long path: the context shows the last tactics, the proof all": (
        _goal("q", ("hp", "p"), ("hq", "q")),
        GoalContext("long_path", "(p q : Prop) : p → q → q", tuple(f"have h{n} := hp" for n in range(11))),
    ),
    "long hypotheses": (
        _goal(
            "And a (And b c)",
            *((f"h{n}", " → ".join(f"P{k} (f{k} x)" for k in range(6))) for n in range(3)),
            ("x", "Nat"),
        ),
        GoalContext("long_hypotheses", "(a b c : Prop) : And a (And b c)", ("intros",)),
    ),
    "too long: the middle is left out": (
        _goal("p", *((f"h{n}", f"Eq (f (g {n})) (g (f {n}))") for n in range(100)), ("hp", "p ∨ q")),
        GoalContext("too_long", "(p q : Prop) : p"),
    ),
}


def prompts_page(note: str) -> str:
    """The page, with `note` under its title."""
    parts = [f"# Prompts\n\n{note}\n{_INTRODUCTION}"]
    for name, spec in SPECS.items():
        shape = template(name)
        limit = spec.defaults.max_prompt_tokens
        parts.append(
            f"## {name}, version {shape.version}\n\nMade for {spec.origin}: {shape.origin}. "
            f"At most {limit:,} tokens.\n\n```\n{shape.text}\n```\n"
        )
        parts += [f"{title.capitalize()}:\n\n```\n{shown(name, title)}\n```\n" for title in EXAMPLES]
    parts.append(f"{_FORMS}\n{cleandoc(compact.__doc__ or '')}\n")
    return "\n".join(parts)


def prompt_of(name: str, title: str) -> str:
    """The prompt of a provider for one of the examples, whole."""
    goal, context = EXAMPLES[title]
    return template(name).render(goal, context, "lean")


def shown(name: str, title: str) -> str:
    """The prompt as the page shows it: cut as a model that reads bytes gets it, and by its ends where it is long."""
    limit = SPECS[name].defaults.max_prompt_tokens
    codec = ByteCodec()
    tokens = codec.encode(prompt_of(name, title))
    text = codec.decode(keep_ends(tokens, limit))
    if len(text) <= 2 * _SHOWN + 100:
        return text
    left_out = f"[{len(text) - 2 * _SHOWN:,} characters more"
    left_out += f"; {len(tokens):,} tokens, of which {limit:,} are kept]" if len(tokens) > limit else "]"
    return f"{text[:_SHOWN]}\n{left_out}\n{text[-_SHOWN:]}"


_FORMS = """\
## Forms of goals

A model's `wonton.json` names the form in which it reads goals. `text` is what stands above; `ascii-1` is what `wonton
train tacgen` teaches. Another version would have another number, and models that learnt this one would be refused.
"""

_INTRODUCTION = """\
What the providers that ask a language model ask it. A template is a file beside the code, with a version that goes
into the provider's fingerprint, and so into a run's configuration. `{state}` is the goal as the assistant prints it,
`{file}` what a file would have up to here, with the last 8 tactics of the path, `{proof}` all tactics of the path,
`{name}` the theorem's name, `{language}` Lean 4 or Rocq.

A prompt that is too long keeps its first tokens and its last, half of them each: instructions stand in front, the
target at the end. Models cut by their own tokens, `endpoint` by three characters for each; the examples are cut by
bytes, which are ByT5's tokens. Where an example is long, the page shows 400 characters of each end.
"""
