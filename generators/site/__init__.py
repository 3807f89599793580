"""The published site as values: pages, search index, fonts and picture files. Who carries them to disk is not known here."""

from generators.site.figures import files
from generators.site.forward import forwards
from generators.site.page import NAVIGATION, Entry, Page, Picture, landing_paths
from generators.site.pages import pages
from generators.site.place import Site

__all__ = ["NAVIGATION", "Entry", "Page", "Picture", "Site", "files", "forwards", "landing_paths", "pages"]
