"""Style sheets are joined, and what is collected is made small without changing what it says."""

import pytest
from django.core.files.base import ContentFile

from portal.core import bundles
from portal.core.bundles import HashedStorage


def test_comments_and_white_space_go_and_strings_stay():
    css = '/* why */\n@layer ui {\n  .a > .b,\n  .c { content: " ( ";  color: var(--ink); }\n}\n'
    assert bundles.compact("core/a.css", css) == '@layer ui{.a>.b,.c{content:" ( ";color:var(--ink)}}'


def test_space_between_a_class_and_a_pseudo_class_stays():
    assert bundles.compact("core/a.css", ".a :hover { color: red }") == ".a :hover{color:red}"


def test_a_broken_script_stops_the_collecting_and_names_the_file():
    with pytest.raises(ValueError, match=r"core/a\.js: unexpected ;"):
        bundles.compact("core/a.js", "let a = ;")


def test_own_scripts_are_stored_small_and_those_of_libraries_as_they_are(tmp_path):
    storage = HashedStorage(location=tmp_path)
    script = b"// Why.\nexport function twice(number) {\n  return number * 2;\n}\n"
    for name in ("core/js/a.js", "elsewhere/a.js"):
        storage.save(name, ContentFile(script))
    assert (tmp_path / "core/js/a.js").read_bytes() == b"export function twice(e){return e*2}"
    assert (tmp_path / "elsewhere/a.js").read_bytes() == script


def test_a_module_that_imports_another_finds_it_under_its_hashed_name(tmp_path):
    storage = HashedStorage(location=tmp_path)
    storage.save("core/js/b.js", ContentFile(b"export const two = 2;\n"))
    storage.save("core/js/a.js", ContentFile(b'import { two } from "./b.js";\n\nconsole.log(two);\n'))
    list(storage.post_process({name: (storage, name) for name in ("core/js/a.js", "core/js/b.js")}))
    hashed = {name: path.split("/")[-1] for name, path in storage.hashed_files.items()}
    assert (tmp_path / "core/js" / hashed["core/js/a.js"]).read_text() == f'import{{two}} from "./{hashed["core/js/b.js"]}";console.log(two)'


def test_the_layers_are_named_before_any_other_rule():
    assert bundles.bundle("core/site.css").startswith("@layer reset, tokens, base, layout, ui, page, utility;")


def test_chat_and_desk_are_bundles_of_their_own():
    assert ".desk-rail" in bundles.bundle("core/desk.css")
    assert ".desk-rail" not in bundles.bundle("core/site.css")
