"""Shuts a program in before it starts: run as a script in a process of its own.

    python confine.py MEASURES FOLDER PROGRAM [arguments]

MEASURES are words with a comma between them, each a measure of Linux that needs no privilege:

    network     a network namespace of its own, in which there is nothing but a loopback that is down
    landlock    nothing can be written, made, moved or removed but in FOLDER; no TCP, no signal to others where the
                system knows how to refuse them

Then the process becomes PROGRAM, and so do the measures: they cannot be taken back, by its children neither. A measure
that cannot be had ends the process with code 97 before PROGRAM starts. With `-` in place of PROGRAM nothing is started:
code 0 says that the measures are there. Reading is free: a checker needs its libraries, wherever they are. Uses the
standard library only, so that it runs without the package."""

import ctypes
import os
import struct
import sys

REFUSED = 97  #: exit code of a measure that cannot be had
_NEWNET, _NEWUSER = 0x40000000, 0x10000000
_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # Landlock's system calls, the same on all architectures
_NO_NEW_PRIVILEGES = 38
#: Landlock's rights by the version that brought them: those of version 1 that change anything, then move and truncate.
_WRITES = (0b1_1111_1111_0010, 1 << 13, 1 << 14)
_FILE_WRITES = 1 << 1 | 1 << 14
_TCP, _SCOPES = 0b11, 0b11


def main() -> None:
    """Take the measures and become the program."""
    measures, folder, program = sys.argv[1].split(","), sys.argv[2], sys.argv[3:]
    try:
        if "network" in measures:
            leave_network()
        if "landlock" in measures:
            restrict_writes(folder)
    except OSError as error:
        sys.stderr.write(f"cannot be confined: {error}\n")
        sys.exit(REFUSED)
    if program != ["-"]:
        os.execv(program[0], program)


def leave_network() -> None:
    """Go into a network namespace of one's own; without privileges, by way of a user namespace with the same ids."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEWNET) == 0:
        return
    _checked(libc.unshare(_NEWUSER | _NEWNET))
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def restrict_writes(folder: str) -> None:
    """Give up the right to change any file but those beneath `folder`, and what else Landlock lets one give up."""
    libc = ctypes.CDLL(None, use_errno=True)
    version = _checked(libc.syscall(_CREATE, None, ctypes.c_size_t(0), 1))
    rights = sum(_WRITES[: min(version, len(_WRITES))])
    attributes = struct.pack("QQQ", rights, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = _checked(libc.syscall(_CREATE, attributes, ctypes.c_size_t(size), 0))
    for path, allowed in ((folder, rights), ("/dev/null", rights & _FILE_WRITES)):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        _checked(libc.syscall(_ADD_RULE, rules, 1, struct.pack("=Qi", allowed, place), 0))
        os.close(place)
    _checked(libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _checked(libc.syscall(_RESTRICT, rules, 0))
    os.close(rules)


def _checked(result: int) -> int:
    """The result of a system call. Raises `OSError` where it failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


if __name__ == "__main__":
    main()
