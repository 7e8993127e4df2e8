"""Pictures: who supplied them and on what terms (Source), what they are (Image), their bytes (StoredFile)."""

from media.models.edited_picture import EditedPicture
from media.models.image import Image
from media.models.source import Material, Source, Use
from media.models.stored_file import StoredChunk, StoredFile

__all__ = ["EditedPicture", "Image", "Material", "Source", "StoredChunk", "StoredFile", "Use"]
