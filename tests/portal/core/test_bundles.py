"""Style sheets are joined and made small without changing what they say."""

from portal.core import bundles


def test_comments_and_white_space_go_and_strings_stay():
    css = '/* why */\n@layer ui {\n  .a > .b,\n  .c { content: " ( ";  color: var(--ink); }\n}\n'
    assert bundles.compact(css) == '@layer ui{.a>.b,.c{content: " ( ";color: var(--ink)}}'


def test_space_between_a_class_and_a_pseudo_class_stays():
    assert bundles.compact(".a :hover { x: 1 }") == ".a :hover{x: 1}"


def test_the_layers_are_named_before_any_other_rule():
    assert bundles.bundle("core/site.css").startswith("@layer reset,tokens,base,layout,ui,page,utility;")


def test_chat_and_desk_are_bundles_of_their_own():
    assert ".desk-rail" in bundles.bundle("core/desk.css")
    assert ".desk-rail" not in bundles.bundle("core/site.css")
