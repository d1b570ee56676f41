"""The rules of docs/architecture.md that a machine can hold."""

import ast
import base64
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("core", "accounts", "poverty", "programs")
SOURCES = [p for app in APPS for p in sorted((ROOT / app).rglob("*.py")) if "migrations" not in p.parts]
TREES = {path: ast.parse(path.read_text("utf-8")) for path in SOURCES}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def functions():
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path.relative_to(ROOT), node


def test_no_function_is_longer_than_fifty_lines_and_nearly_all_are_short():
    sizes = sorted((node.end_lineno - node.lineno + 1, f"{path}:{node.name}") for path, node in functions())
    assert sizes[-1][0] <= 50, sizes[-1]
    assert sizes[int(len(sizes) * 0.95)][0] <= 25


def test_no_file_is_longer_than_four_hundred_lines_and_nearly_all_are_shorter():
    sizes = sorted((path.read_text("utf-8").count("\n"), str(path)) for path in SOURCES)
    assert sizes[-1][0] <= 400, sizes[-1]
    assert sizes[int(len(sizes) * 0.95)][0] <= 250, sizes[int(len(sizes) * 0.95) :]


def test_every_module_class_and_public_function_says_what_it_is():
    silent = [str(p.relative_to(ROOT)) for p, tree in TREES.items() if p.stat().st_size and not ast.get_docstring(tree)]
    silent = [name for name in silent if not name.endswith(("__init__.py", "apps.py"))]
    for path, tree in TREES.items():
        for node in tree.body:
            named = isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
            if named and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert not [name for name in silent if "/management/" not in name]


def test_business_effects_hang_on_no_signals():
    allowed = {"core/apps.py", "accounts/apps.py"}
    guilty = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if re.search(r"\b(post_save|pre_save|post_delete|pre_delete|m2m_changed)\b", path.read_text("utf-8"))
    ]
    assert not set(guilty) - allowed


def test_services_name_their_actor():
    """Every public function of a services module that writes takes keyword-only `by`."""
    exempt = {
        "refresh_summaries", "lift_verification", "is_present", "synchronise_roles", "log_view", "log_reveal",
        "log_download", "log_search", "log_export", "region_of", "load_departments", "load_first_holidays",
        "read_lines", "in_words", "found_administration", "active_administrators", "made_up", "seed",
        "show_stages", "locked",
    }  # fmt: skip
    nameless = []
    for path, tree in TREES.items():
        if path.name != "services.py":
            continue
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.name in exempt:
                continue
            if "by" not in {arg.arg for arg in node.args.kwonlyargs}:
                nameless.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert not nameless


def test_templates_hold_no_inline_script_or_style():
    """The strict content policy would block it; the page would be silently broken."""
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path


def test_tables_of_contents_only_import():
    for app in ("accounts", "poverty"):
        body = TREES[ROOT / app / "models.py"].body
        assert all(isinstance(node, ast.ImportFrom | ast.Expr | ast.Assign) for node in body)


def test_nobody_imports_everything():
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
                assert "settings" in path.parts, path


def test_the_domain_apps_keep_to_their_layers():
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_core_knows_no_domain_word():
    words = re.compile(r"\b(household|kelurahan|nik|decile|opd|poverty)\b", re.I)
    allowed = {"navigation.py", "urls.py", "base.py", "privacy.py", "run.py", "translations.py"}
    guilty = {}
    for path in (ROOT / "core").rglob("*.py"):
        if path.name in allowed or "migrations" in path.parts:
            continue
        code = "\n".join(
            node.value
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value
        )
        if words.search(code):
            guilty[str(path)] = words.search(code)[0]
    assert not guilty


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("css/bootstrap.min.css", "sRIl4kxILFvY47J16cr9ZwB07vP4J8+LH7qKQnuqkuIAvNWLzeN8tE5YBujZqJLB"),
        ("js/bootstrap.bundle.min.js", "FKyoEForCGlyvwx9Hj09JcYn3nv7wiPVlz7YYwJrWVcXK/BmnVDxM+D2scQbITxI"),
    ],
)
def test_bootstrap_is_the_official_release_to_the_byte(name, digest):
    import bootstrap_wrapper

    content = (Path(bootstrap_wrapper.get_bootstrap_dir()) / name).read_bytes()
    assert base64.b64encode(hashlib.sha384(content).digest()).decode() == digest


def test_every_string_has_its_indonesian():
    from core.translations import lacking

    assert lacking("id") == []


def test_the_repository_names_no_host_of_a_registry_and_no_foreign_path():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(lambda name: name and (ROOT / name).exists(), listed.split("\n")):
        text = (ROOT / name).read_bytes()
        assert b"--index-url" not in text or name == "tests/test_architecture.py", name
        assert not re.search(rb"/tmp/w/|/root/\.", text) or name == "tests/test_architecture.py", name
