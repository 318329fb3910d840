"""Words that do something where they are taken for Markdown, HTML, a style or an address."""

from __future__ import annotations

HOSTILE = (
    "![b](http://bad.example:1/x.png)", "[text](http://bad.example/)", "<img src='http://bad.example/y.png'>",
    "<b>bold</b> & <script>alert(1)</script>", "http://bad.example/a?b=1&c=2", "https://bad.example", "www.bad.example/path",
    "WWW.Bad.example", "HTTP://BAD.example", "mailto:joe@bad.example", "joe.bloggs@bad.example", "<http://bad.example>",
    "//bad.example/x", ":material/home:", ":material_home:", ":streamlit:", ":smile:", ":+1: :100:", ":red[red]", ":red-background[x]",
    ":blue-badge[x]", ":small[x]", ":help[x]", ":color[x]{foreground=\"red\"}", ":shimmer[x]", "::leaf[x]", ":::container", "note:b [x]",
    "$a^2$", "$$x$$", "costs $5 and $6", "`code`", "```x```", "~~~", "~gone~ ~~gone~~", "*i* **b** ***", "_i_ __b__ a_b_c", "# heading",
    "## h", "#tag", "> quote", "- item", "+ item", "* item", "1. one", "1) one", "2023. x", "---", "***", "___", "===", "- [ ] todo",
    "| a | b |", "a -- b", "--", "-> x <- y <-> z", ">= 5", "x >= 5", "x <= 5 ~= 6", "--- ->", "a:-- b", "a: -- b",
    "&amp; &lt; &copy; &#35; &#x41;", "R&D; R&D", "back\\slash \\* \\", "[ref]: http://bad.example", "[^1]", "[^1]: note", "![x][y]",
    "\"quoted\" 'single'", "100% (may be left out)", "S5: EHC plans: within 20 weeks", "scorecard_2017_v2.xlsx", "{}", "{0} {x}", ":",
    "a:", "10:30", "::", "`:red[x]`", "\\![b](http://bad.example)", "a\nb\n\n# c", "   four spaces", "http\\://bad.example",
    "ftp://bad.example", "xmpp:joe@bad.example", "x@y", "@", "url(http://bad.example)", "<!-- c -->", "![b](javascript:alert(1))",
    "[a](#b)", "a  \nb", "é — “x” ✓ 😀", "]", "[", "](", "x](http://bad.example)", "http://user:pw@bad.example/", "a*b", "5*3=15", "<5",
    "< 5", "≤5", "2 > 1", "->", "<->", "a--b", "-5", "+3.2", "1.5", "(c)", "[c]", "…", "www.", "wwwx.y", "W: www.x.y:8080/z",
)  # fmt: skip
