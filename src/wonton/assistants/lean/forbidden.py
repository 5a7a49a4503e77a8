"""Which tactic texts are refused before Lean sees them.

A provider's text is untrusted. One tactic per string is allowed, of bounded length, without comments, and nothing in
it may reach outside the proof: no commands, no metaprograms, no options, no holes that count as proved. What this
list lets through is still judged by the final check (`check.py`): the list keeps the search clean, the kernel keeps
it honest."""

from __future__ import annotations

import re

MAX_LENGTH = 2_000  #: characters

#: Words that open a command, change the environment or its options, run programs, or admit a goal.
FORBIDDEN_WORDS = frozenset(
    """
    abbrev add_decl_doc admit attribute axiom builtin_initialize class compile_inductive def declare_syntax_cat
    deriving elab elab_rules example export extern implemented_by import inductive infix infixl infixr init_quot
    initialize instance local macro macro_rules mutual namespace noncomputable notation omit opaque partial
    postfix prefix prelude private protected public register_option run_cmd run_elab run_meta run_tac scoped
    section set_option sorry stop structure syntax theorem lemma unsafe universe unseal variable variables IO
    include eval_expr by_elab dbg_trace
    """.split()
)
#: Constants that stand for anything at all, refused under whatever namespace they are called.
UNSOUND_CONSTANTS = frozenset(
    {"sorryAx", "lcProof", "lcUnreachable", "unsafeCast", "ofReduceBool", "ofReduceNat", "reduceBool"}
)
#: Names that exist in our documents only: the theorem itself as Lean calls an `example`, and the helper for copies.
OUR_NAMES = frozenset({"_example", "wonton_copy"})

_TOKEN = re.compile(
    r"""
      (?P<string>"(?:\\.|[^"\\])*")
    | (?P<quote>"|'(?:\\.|[^'\\\s])')
    | (?P<comment>--|/-|-/)
    | (?P<command>\#\w+)
    | (?P<newline>\n[ \t]*)
    | (?P<space>[ \t]+)
    | (?P<arrow>=>|:=)
    | (?P<combinator><;>)
    | (?P<semicolon>;)
    | (?P<open>[(\[{⟨⦃])
    | (?P<close>[)\]}⟩⦄])
    | (?P<word>(?:«[^»\n]*»|[^\W\d][\w'!?✝₀-₉]*)(?:\.(?:«[^»\n]*»|[^\W\d][\w'!?✝₀-₉]*))*)
    | (?P<other>.)
    """,
    re.VERBOSE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def refusal(tactic: str) -> str:
    """Why `tactic` must not be sent, in words for the transition's message; `""` where nothing speaks against it."""
    if not tactic.strip():
        return "the tactic is empty"
    if len(tactic) > MAX_LENGTH:
        return f"the tactic has {len(tactic)} characters, more than {MAX_LENGTH}"
    if _CONTROL.search(tactic):
        return "the tactic contains control or invisible characters"
    depth = 0
    for match in _TOKEN.finditer(tactic.strip()):
        kind, text = match.lastgroup or "", match.group()
        depth += {"open": 1, "close": -1}.get(kind, 0)
        reason = _reason(kind, text, depth, tactic.strip()[match.end() :])
        if reason:
            return reason
    return ""


def _is_forbidden(name: str) -> bool:
    """Whether a dotted name is a forbidden word, stands in a forbidden namespace, or ends in an unsound constant."""
    parts = name.replace("«", "").replace("»", "").removeprefix("_root_.").split(".")
    return parts[0] in FORBIDDEN_WORDS or parts[-1] in UNSOUND_CONSTANTS | OUR_NAMES


def _reason(kind: str, text: str, depth: int, rest: str) -> str:
    """What speaks against one token; `depth` counts the brackets open behind it, `rest` is the text that follows."""
    continued = rest.startswith(("|", "·", "<;>")) or len(text) > 1
    objections = {
        "string": "strings are not allowed in a tactic: they can hide text",
        "quote": "quotes and character literals are not allowed in a tactic: they can hide text",
        "close": "the tactic closes a bracket that it did not open" if depth < 0 else "",
        "comment": "comments are not allowed in a tactic",
        "command": f"{text} is a command, not a tactic",
        "word": f"{text!r} reaches outside the proof" if _is_forbidden(text) else "",
        "semicolon": "" if depth else "one tactic per string: found ';'",
        "newline": "" if depth or continued else "one tactic per string: found a second line at the left margin",
    }
    return objections.get(kind, "")
