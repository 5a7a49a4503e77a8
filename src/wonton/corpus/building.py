"""`wonton corpus build`: corpora by name, and corpora made of what the user names (a folder, two corpora)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wonton.core.errors import SettingsError, UnknownNameError
from wonton.corpus.builders import BUILDERS
from wonton.corpus.file_items import corpus_name, files_build
from wonton.corpus.lean.mathlib import checkout, mathlib_build
from wonton.corpus.lean_files import read_lean
from wonton.corpus.paired import pair
from wonton.corpus.problems.building import Format, problems_build
from wonton.corpus.refs import CorpusRef, parse_ref
from wonton.corpus.rocq_files import read_rocq
from wonton.corpus.store import Corpus, build_corpus, open_corpus, write_corpus

#: Builders that want arguments, with what they want; one in brackets may be left out.
MAKERS = {
    **dict.fromkeys(("lean-files", "rocq-files", "tptp", "smtlib"), ("DIR",)),
    "lean-mathlib": ("[DIR]",),
    "paired": ("REF", "REF"),
}
_PROBLEMS: tuple[Format, ...] = ("tptp", "smtlib")
MATHLIB = "mathlib4"  #: what the corpus of `lean-mathlib` is called
_FILES = {"lean-files": ("lean", ".lean", read_lean), "rocq-files": ("rocq", ".v", read_rocq)}


def build_named(home: Path, name: str, arguments: Sequence[str] = (), called: str = "") -> list[Corpus]:
    """Build what `name` says under `home`, make it current and open it.

    `name` is a corpus with a builder (`lean:core`; `rocq-stdlib` is read as `rocq:stdlib`) or one of `MAKERS`, which
    take `arguments` and call the corpus `called` (`""`: a name made from the arguments). `paired` gives two corpora.
    Raises `UnknownNameError` for a name that is neither, `SettingsError` for arguments that do not fit it, and what
    building and writing raise.
    """
    if name in MAKERS:
        _check_arguments(name, arguments, MAKERS[name])
        for format_name in _PROBLEMS:
            if name == format_name:
                return [build_problems(home, Path(arguments[0]), format_name, called)]
        if name == "paired":
            return _paired(home, arguments, called)
        if name == "lean-mathlib":
            return [_from_checkout(home, arguments, called)]
        return [_from_files(home, name, arguments[0], called)]
    corpus = name if name in BUILDERS else name.replace("-", ":", 1)
    if corpus not in BUILDERS:
        raise UnknownNameError("corpus", name, [*BUILDERS, *MAKERS])
    _check_arguments(name, arguments, ())
    if called:
        raise SettingsError(f"{corpus} has its name already", "Leave --name out.")
    return [build_corpus(home, corpus)]


def build_problems(home: Path, root: Path, format_name: Format, called: str = "") -> Corpus:
    """Build the corpus of the problems below `root`, called after the folder unless `called`; make it current and open
    it. Raises as `build_named`."""
    ref = _target(format_name, called or corpus_name(root))
    return write_corpus(home, ref, problems_build(root, format_name))


def _from_files(home: Path, name: str, folder: str, called: str) -> Corpus:
    assistant, suffix, reader = _FILES[name]
    ref = _target(assistant, called or corpus_name(Path(folder)))
    return write_corpus(home, ref, files_build(Path(folder), assistant, suffix, reader))


def _from_checkout(home: Path, arguments: Sequence[str], called: str) -> Corpus:
    ref = _target("lean", called) if called else CorpusRef("lean", MATHLIB)
    return write_corpus(home, ref, mathlib_build(checkout(arguments[0] if arguments else "")))


def _paired(home: Path, refs: Sequence[str], called: str) -> list[Corpus]:
    first, second = (open_corpus(home, ref) for ref in refs)
    names = list(dict.fromkeys((first.ref.corpus_id, second.ref.corpus_id)))
    targets = [_target(side, called or f"{'-'.join(names)}-paired") for side in ("lean", "rocq")]
    builds = pair(first, second)
    return [write_corpus(home, target, builds[target.assistant]) for target in targets]


def _target(assistant: str, corpus_id: str) -> CorpusRef:
    """The corpus to write; raises `SettingsError` for a name that is none, or is another builder's."""
    try:
        ref = parse_ref(f"{assistant}:{corpus_id}")
    except SettingsError as error:
        remedy = "Choose --name from letters, digits, `_`, `.` and `-`; the assistant is not part of it."
        raise SettingsError(f"{corpus_id!r} is not a corpus's name", remedy) from error
    if ref.build or ref.derived:
        raise SettingsError(f"{corpus_id!r} is not a corpus's name", "Leave build and slice out of --name.")
    if ref.name in BUILDERS:
        raise SettingsError(f"{ref.name} has a builder of its own", "Choose another name with --name.")
    return ref


def _check_arguments(name: str, arguments: Sequence[str], wanted: Sequence[str]) -> None:
    needed = sum(not word.startswith("[") for word in wanted)
    if not needed <= len(arguments) <= len(wanted):
        usage = " ".join(("wonton corpus build", name, *wanted))
        said = f"{name} wants {' '.join(wanted) or 'no argument'}, not {' '.join(arguments) or 'none'}"
        raise SettingsError(said, f"Write `{usage}`.")
