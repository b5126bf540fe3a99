"""What the tests about the tree read: its files, its sentences, its code."""

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src/namro"
ENGLISH = SRC / "doors/english"
PACK = ROOT / "packs/vn"
PACK_WORDS = PACK / "words"
NOT_OURS = {".git", ".venv", "var", "dist", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis", "node_modules"}
TEXT = {".py", ".html", ".css", ".js", ".yaml", ".yml", ".md", ".toml", ".txt", ".csv", ".sh", ".svg", ".json", ""}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the tree that belongs to the project."""
    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith(".egg-info")]
        found += [Path(folder) / name for name in names]
    return tuple(sorted(found))


def texts() -> Iterator[tuple[Path, str]]:
    """Every file that people wrote, with what it says."""
    for path in files():
        if path.suffix in TEXT and path.name not in (".git", "LICENSE", "OFL.txt"):
            yield path, read(path)


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def python(folder: Path = SRC, *, migrations: bool = False) -> list[Path]:
    """The modules below a folder."""
    inside = [p for p in files() if p.suffix == ".py" and folder in p.parents]
    return [p for p in inside if migrations or "migrations" not in p.parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(read(path), str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a module."""
    return tuple(ast.walk(tree(path)))


def shown(path: Path) -> str:
    """The path as a reader of a failed test wants it."""
    return path.relative_to(ROOT).as_posix()


@cache
def sentences(folder: Path) -> dict[str, dict[str, Any]]:
    """The words of a folder: file name → key → sentence."""
    return {
        path.stem: yaml.safe_load(read(path)) or {}
        for path in files()
        if path.parent == folder and path.suffix == ".yaml"
    }


def holes(sentence: Any) -> set[str]:
    """The parameters of a sentence. `n` chooses between one and other and need not be said in each."""
    parts = sentence.values() if isinstance(sentence, dict) else [sentence]
    return {hole for part in parts for hole in re.findall(r"\{([a-z_]+)\}", str(part))} - {"n"}


def strings(path: Path) -> Iterator[str]:
    """Every plain text in a module that is not a docstring."""
    prose = {
        id(node.value) for node in nodes(path) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value


def put_together(path: Path) -> Iterator[str]:
    """The fixed beginning of every text that a module puts together: f"desk.{x}" → "desk."."""
    for node in nodes(path):
        if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
            yield str(node.values[0].value)
