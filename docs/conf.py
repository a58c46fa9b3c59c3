"""How Sphinx builds these pages: `make docs`. Nothing is fetched, neither now nor by the pages."""

from clipanim import __version__

project = "clipanim"
version = release = __version__
project_copyright = ""
extensions = ["myst_parser"]
exclude_patterns = ["**.py"]
myst_heading_anchors = 4  # as GitHub has them, so that links work in both places
html_theme = "alabaster"
html_theme_options = {
    "description": "Computed films about exploding gradients and gradient clipping",
    "body_max_width": "none",
    "page_width": "1280px",
    "sidebar_width": "220px",
    "fixed_sidebar": True,
    "font_family": "sans-serif",
    "head_font_family": "sans-serif",
    "font_size": "15px",
    "show_powered_by": False,
}
html_sidebars = {"**": ["about.html", "searchfield.html", "navigation.html"]}
html_use_index = False
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False
