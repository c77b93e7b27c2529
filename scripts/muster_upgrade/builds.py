"""The executables of a release, built from its commit and kept under <run>."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from muster_stack.errors import StackError

TAGS = "contracts-*"
BUILD_LIMIT = 3600  # seconds


@dataclass(frozen=True)
class Release:
    """What can be started: executables, and the mode files that came with them."""

    name: str  # "old" or "new"
    commit: str
    bin: Path
    modes: Path


def old_commit(root: Path, wanted: str | None) -> str:
    """The commit to upgrade from: the wanted one, else the last tag, else the first that could be started by a script."""
    if wanted:
        return resolve(root, wanted)
    tags = git(root, "tag", "--list", TAGS, "--merged", "HEAD", "--sort=-version:refname").split()
    if tags:
        print(f"upgrade-test: from the tag {tags[0]}")
        return resolve(root, tags[0])
    print(f"upgrade-test: there is no tag {TAGS}; from the first commit that has scripts/stack")
    commits = git(root, "log", "--reverse", "--format=%H", "--diff-filter=A", "--", "scripts/stack").split()
    if not commits:
        raise StackError("there is nothing to upgrade from: name a commit with FROM=…")
    return commits[0]


def resolve(root: Path, name: str) -> str:
    try:
        return git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip()
    except StackError:
        raise StackError(f"there is no commit '{name}' here; FROM=… takes a commit or a tag") from None


def build_old(root: Path, run: Path, commit: str) -> Release:
    """Builds a commit in a work tree of its own, unless that was done before."""
    folder = run / "builds" / commit[:12]
    done = folder / "complete"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        source = folder / "source"
        print(f"upgrade-test: building {commit[:12]} …", flush=True)
        git(root, "worktree", "prune")
        git(root, "worktree", "add", "--detach", str(source), commit)
        try:
            build(source, folder / "bin", folder / "build.log")
            shutil.copytree(source / "Services/queue/ModeFiles", folder / "modes")
            done.touch()
        finally:
            git(root, "worktree", "remove", "--force", str(source))
    return Release("old", commit, folder / "bin", folder / "modes")


def build_new(root: Path, run: Path) -> Release:
    """Builds what is checked out here, with whatever was changed since the last commit."""
    print("upgrade-test: building what is checked out …", flush=True)
    folder = run / "builds" / "present"
    folder.mkdir(parents=True, exist_ok=True)
    build(root, folder / "bin", folder / "build.log")
    return Release("new", git(root, "rev-parse", "HEAD").strip(), folder / "bin", root / "Services/queue/ModeFiles")


def build(source: Path, bin: Path, log: Path) -> None:
    with log.open("w") as output:
        try:
            command = [str(source / "scripts/build"), str(bin)]
            code = subprocess.run(
                command, cwd=source, stdin=subprocess.DEVNULL, stdout=output, stderr=output, timeout=BUILD_LIMIT
            ).returncode
        except subprocess.TimeoutExpired:
            raise StackError(f"the build is not done after {BUILD_LIMIT} s; see {log}") from None
    if code != 0:
        end = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise StackError(f"the build failed ({code}); the end of {log}:\n{end}")


def given(name: str, bin: Path, root: Path) -> Release:
    """Executables that lie somewhere already."""
    if not os.access(bin / "muster-queue", os.X_OK):
        raise StackError(f"there are no executables in {bin}")
    modes = bin.parent / "modes"
    return Release(name, str(bin), bin, modes if modes.is_dir() else root / "Services/queue/ModeFiles")


def git(root: Path, *arguments: str) -> str:
    result = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True)
    if result.returncode != 0:
        raise StackError(f"git {' '.join(arguments)}: {result.stderr.strip() or 'failed'}")
    return result.stdout
