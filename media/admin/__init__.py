"""The picture library and the sources, as editors see them. The desk registers them (articles/admin/pictures.py)."""

from media.admin.lines import Lines
from media.admin.pictures import PictureAdmin, PictureForm
from media.admin.sources import SourceAdmin

__all__ = ["Lines", "PictureAdmin", "PictureForm", "SourceAdmin"]
